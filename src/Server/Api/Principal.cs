namespace Dukou.Server.Api;

/// <summary>Who an API call comes from, once proven: a user with a token, or an access key of that user. A feature of the request.</summary>
sealed record Principal(string UserId, string UserName, Role Role, string? AccessKey)
{
    /// <summary>As traces show it.</summary>
    public override string ToString() => AccessKey is null ? $"user {UserName}" : $"access key {AccessKey}";
}
