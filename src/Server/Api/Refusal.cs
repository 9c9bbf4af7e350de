namespace Dukou.Server.Api;

/// <summary>How a call failed, left as a feature of the request for its trace.</summary>
sealed record Refusal(Error Error, Because? Because, string? Detail);
