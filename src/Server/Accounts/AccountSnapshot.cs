using System.Collections.Immutable;
using System.Data.Common;
using Dukou.Server.Api;

namespace Dukou.Server.Accounts;

/// <summary>The installation's project, users and access keys at one moment; users and keys oldest first.</summary>
sealed record AccountSnapshot(Project Project, ImmutableArray<AccountUser> Users, ImmutableArray<AccountKey> Keys)
{
    const string SecretKeyPurpose = "access key";

    public AccountUser Owner => Users.First(user => user.Role == Role.Owner && Keys.Any(key => key.UserId == user.UserId));

    AccountKey OwnersKey => Keys.First(key => key.UserId == Owner.UserId);

    /// <summary>What the tables hold; null before the first start has made an account.</summary>
    public static AccountSnapshot? Read(DbConnection core, Secrets secrets) => AccountTables.Project(core) is not { } project
        ? null
        : new(project, [.. AccountTables.Users(core)], [.. AccountTables.Keys(core, secret => secrets.Unprotect(SecretKeyPurpose, secret))]);

    public static byte[] Protect(Secrets secrets, AccountKey key) => secrets.Protect(SecretKeyPurpose, key.SecretKey);

    /// <summary>The oldest owner that has a key, with its oldest key: what the installation's owner is shown.</summary>
    public PlatformAccount Account(Secrets secrets)
    {
        var (owner, key) = (Owner, OwnersKey);
        return new(Project.ProjectId, Project.Domain, owner.Name, secrets.Readable(owner) ?? "", key.AccessKey, key.SecretKey);
    }

    /// <summary>A data folder keeps its account: another value in the settings is a mistake of one of them, never a reset.</summary>
    /// <exception cref="PlatformStartException">The settings name another account.</exception>
    public void RequireNoOther(ServerOptions options, Secrets secrets)
    {
        if (Contradictions(options, secrets).ToList() is { Count: > 0 } contradictions)
            throw new PlatformStartException(contradictions);
    }

    IEnumerable<string> Contradictions(ServerOptions options, Secrets secrets)
    {
        if (options.ProjectId is { } projectId && projectId != Project.ProjectId)
            yield return $"DUKOU_PROJECT_ID is {projectId}, but the data folder belongs to project {Project.ProjectId}; unset it or choose another folder.";
        if (options.User is { } user && Users.All(known => known.Name != user))
            yield return $"DUKOU_USER is {user}, but the data folder has no such user; unset it or choose another folder.";
        if (options.Password is { } password && !secrets.IsPassword(Users.FirstOrDefault(known => known.Name == options.User) ?? Owner, password))
            yield return "DUKOU_PASSWORD is not the password that the data folder holds; unset it, or set a new one with: dukou password reset.";
        if (options.AccessKey is { } accessKey && Keys.All(key => key.AccessKey != accessKey))
            yield return $"DUKOU_AK is {accessKey}, but the data folder has no such access key; unset it or choose another folder.";
        if (options.SecretKey is { } secretKey && Keys.All(key => key.SecretKey != secretKey || (options.AccessKey ?? key.AccessKey) != key.AccessKey))
            yield return "DUKOU_SK is not the secret of an access key in the data folder; unset it or choose another folder.";
    }
}
