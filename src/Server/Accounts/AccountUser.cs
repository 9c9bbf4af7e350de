using Dukou.Server.Api;

namespace Dukou.Server.Accounts;

/// <summary>
/// A person or script that signs in with a password. The stamp changes with the password and ends older tokens. A password that a person
/// chose has a hash; one that the platform made or was given at its start is kept readable, because <c>dukou info --secrets</c> shows it.
/// </summary>
sealed record AccountUser(string UserId, string Name, Role Role, DateTimeOffset CreatedAt)
{
    public byte[] PasswordProtected { get; init; } = [];
    public byte[]? HashProtected { get; init; }
    public string SecurityStamp { get; init; } = "";
}

/// <summary>One access key; the secret is in memory in the clear because every request's signature needs it.</summary>
sealed record AccountKey(string AccessKey, string RowId, string UserId, string SecretKey, string? Description, DateTimeOffset CreatedAt)
{
    public override string ToString() => AccessKey;
}

/// <summary>The installation's project and the domain (IAM's word for the account) that owns it.</summary>
sealed record Project(string ProjectId, string DomainId, string Domain);
