namespace Dukou.ApplicationSdk;

/// <summary>How an application proves who it is; the project is the <c>{project_id}</c> of every path.</summary>
public abstract record Credentials(string ProjectId);

/// <summary>
/// An access key signs every request. Without a region the plain form <c>SDK-HMAC-SHA256</c> is used; with one the derived form
/// <c>V11-HMAC-SHA256</c>, which standard and enterprise instances of the cloud demand. The keys that the cloud lends for a time come with a security token.
/// </summary>
public sealed record AccessKeyCredentials(string AccessKey, string SecretKey, string ProjectId, string? Region = null, string? SecurityToken = null) : Credentials(ProjectId)
{
    /// <summary>Names the key, never the secret, so that a log line can't leak it.</summary>
    public override string ToString() => $"access key {AccessKey} of project {ProjectId}";
}

/// <summary>A token from <c>POST /v3/auth/tokens</c>, valid for 24 hours; <see cref="ApplicationClient.SignInAsync"/> gets one.</summary>
public sealed record TokenCredentials(string Token, string ProjectId) : Credentials(ProjectId)
{
    /// <summary>The token itself stays out of logs.</summary>
    public override string ToString() => $"token for project {ProjectId}";
}
