namespace Dukou.Server;

/// <summary>The account of an installation as its owner may see it: what the command line prints and scripts read. The password is empty when its user has chosen one.</summary>
public sealed record PlatformAccount(string ProjectId, string Domain, string User, string Password, string AccessKey, string SecretKey)
{
    /// <summary>Names the account without its secrets, so that a log line can't leak them.</summary>
    public override string ToString() => $"project {ProjectId}, user {User} of {Domain}, access key {AccessKey}";
}
