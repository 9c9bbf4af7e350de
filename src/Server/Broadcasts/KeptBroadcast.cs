namespace Dukou.Server.Broadcasts;

/// <summary>A broadcast that waits for devices until <paramref name="ExpiryTime"/>; <paramref name="Message"/> is base64.</summary>
sealed record KeptBroadcast(string RowId, string AppId, string MessageId, string Topic, string Message, DateTimeOffset ExpiryTime);
