using System.Data.Common;
using Dukou.Server.Api;
using Dukou.Server.Storage;

namespace Dukou.Server.Accounts;

/// <summary>
/// The installation's project, users and access keys. Everything is held in memory (at most <see cref="UsersMax"/> users with
/// <see cref="AccessKeysMax"/> keys each), because every request asks; a change is durable before it is visible. Readers need no lock,
/// writers take turns. An owner with an access key is always there: the account that the command line shows.
/// </summary>
sealed class AccountStore(ServerOptions options, Databases databases, Secrets secrets, RowId rowIds, TimeProvider clock) : IDisposable
{
    public const int UsersMax = 50;
    public const int AccessKeysMax = 20;
    const string DefaultDomain = "dukou";
    const string DefaultUser = "admin";

    // Held over "read the snapshot, write the table, set the snapshot".
    readonly SemaphoreSlim _writing = new(1);
    volatile AccountSnapshot? _snapshot;

    public Project Project => Current.Project;

    /// <inheritdoc cref="AccountSnapshot.Account"/>
    public PlatformAccount Account => Current.Account(secrets);

    /// <summary>The user of <see cref="Account"/>.</summary>
    public AccountUser Owner => Current.Owner;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<AccountUser> Users => Current.Users;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<AccountKey> Keys => Current.Keys;

    /// <summary>Reads the account, or makes it at the first start.</summary>
    /// <exception cref="PlatformStartException">The settings name another account than the data folder holds.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _snapshot = databases.Core.Read(core => AccountSnapshot.Read(core, secrets));
        rowIds.StartAbove(_snapshot?.Keys[^1].RowId);
        if (_snapshot is null)
            await CreateAsync(cancellationToken);
        else
            _snapshot.RequireNoOther(options, secrets);
    }

    public AccountKey? FindKey(string accessKey) => Current.Keys.FirstOrDefault(key => key.AccessKey == accessKey);

    public AccountUser? FindUser(string userId) => Current.Users.FirstOrDefault(user => user.UserId == userId);

    /// <exception cref="IotdaException">There is no such user.</exception>
    public AccountUser GetUser(string userId) => FindUser(userId) ?? throw NoUser(userId);

    /// <summary>The user, when the password is theirs. An unknown name costs the same time as a wrong password.</summary>
    public AccountUser? SignIn(string name, string password)
    {
        var user = Current.Users.FirstOrDefault(user => user.Name == name);
        return secrets.IsPassword(user ?? Current.Owner, password) && user is not null ? user : null;
    }

    /// <summary>Sets a new password of <see cref="Account"/> (a generated one when none is given), which stays readable, and ends every token of the user.</summary>
    public async Task<string> ResetPasswordAsync(string? password = null, CancellationToken cancellationToken = default)
    {
        password ??= Generated.Password();
        await ChangeAsync(current => Replaced(current, secrets.WithPassword(current.Owner, password)), cancellationToken);
        return password;
    }

    /// <exception cref="IotdaException">The name is taken, or there are <see cref="UsersMax"/> users already.</exception>
    public async Task<AccountUser> AddUserAsync(string name, Role role, string password, CancellationToken cancellationToken)
    {
        var user = secrets.WithHash(new AccountUser(Generated.Id(), name, role, clock.GetUtcNow()), password);
        await ChangeAsync(current =>
        {
            if (current.Users.Length >= UsersMax)
                throw Errors.InvalidRequest($"There are {UsersMax} users already; delete one first.");
            CheckName(current, user);
            // The order of the users is that of their times, also when two come in one moment.
            if (user.CreatedAt <= current.Users[^1].CreatedAt)
                user = user with { CreatedAt = current.Users[^1].CreatedAt.AddMilliseconds(1) };
            return (current with { Users = current.Users.Add(user) }, core => AccountTables.Insert(core, current.Project.ProjectId, user));
        }, cancellationToken);
        return user;
    }

    /// <summary>Null leaves a value as it is.</summary>
    /// <exception cref="IotdaException">There is no such user, the name is taken, or no owner would be left.</exception>
    public async Task<AccountUser> UpdateUserAsync(string userId, string? name, Role? role, CancellationToken cancellationToken)
    {
        AccountUser? updated = null;
        await ChangeAsync(current =>
        {
            var user = current.Users.FirstOrDefault(user => user.UserId == userId) ?? throw NoUser(userId);
            updated = user with { Name = name ?? user.Name, Role = role ?? user.Role };
            CheckName(current, updated);
            return Replaced(current, updated);
        }, cancellationToken);
        return updated!; // Set by the change, which throws or runs once.
    }

    /// <summary>Sets a password that a person chose, and ends every token of the user.</summary>
    /// <exception cref="IotdaException">There is no such user.</exception>
    public Task SetPasswordAsync(string userId, string password, CancellationToken cancellationToken) => ChangeAsync(
        current => Replaced(current, secrets.WithHash(current.Users.FirstOrDefault(user => user.UserId == userId) ?? throw NoUser(userId), password)), cancellationToken);

    /// <exception cref="IotdaException">There is no such user, or no owner would be left.</exception>
    public Task RemoveUserAsync(string userId, CancellationToken cancellationToken) => ChangeAsync(current =>
    {
        var user = current.Users.FirstOrDefault(user => user.UserId == userId) ?? throw NoUser(userId);
        var next = current with { Users = current.Users.Remove(user), Keys = current.Keys.RemoveAll(key => key.UserId == userId) };
        return (next, core => AccountTables.DeleteUser(core, userId));
    }, cancellationToken);

    /// <exception cref="IotdaException">There are <see cref="AccessKeysMax"/> keys already.</exception>
    public async Task<AccountKey> AddKeyAsync(string userId, string? description, CancellationToken cancellationToken)
    {
        var key = new AccountKey(Generated.AccessKey(), rowIds.Next(), userId, Generated.SecretKey(), description, clock.GetUtcNow());
        await ChangeAsync(current => current.Keys.Count(known => known.UserId == userId) >= AccessKeysMax
            ? throw Errors.InvalidRequest($"There are {AccessKeysMax} access keys of this user already; delete one first.")
            : (current with { Keys = current.Keys.Add(key) }, core => AccountTables.Insert(core, current.Project.ProjectId, key, AccountSnapshot.Protect(secrets, key))),
            cancellationToken);
        return key;
    }

    /// <exception cref="IotdaException">The user has no such key (null means anybody), or no owner would have one.</exception>
    public Task RemoveKeyAsync(string accessKey, string? userId, CancellationToken cancellationToken) =>
        ChangeAsync(current =>
        {
            var key = current.Keys.FirstOrDefault(key => key.AccessKey == accessKey && (userId is null || key.UserId == userId))
                ?? throw new IotdaException(new(404, "IOTDA.000029", $"There is no access key {accessKey}."));
            return (current with { Keys = current.Keys.Remove(key) }, core => AccountTables.DeleteKey(core, accessKey));
        }, cancellationToken);

    public void Dispose() => _writing.Dispose();

    AccountSnapshot Current => _snapshot ?? throw new InvalidOperationException("The accounts are not open yet.");

    async Task ChangeAsync(Func<AccountSnapshot, (AccountSnapshot Next, Action<DbConnection> Write)> change, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var (next, write) = change(Current);
            CheckOwner(next);
            await databases.Core.WriteAsync(write, cancellationToken: cancellationToken);
            _snapshot = next;
        }
        finally
        {
            _writing.Release();
        }
    }

    async Task CreateAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var project = new Project(options.ProjectId ?? Generated.Id(), Generated.Id(), DefaultDomain);
        var user = secrets.WithPassword(new AccountUser(Generated.Id(), options.User ?? DefaultUser, Role.Owner, now), options.Password ?? Generated.Password());
        var key = new AccountKey(options.AccessKey ?? Generated.AccessKey(), rowIds.Next(), user.UserId, options.SecretKey ?? Generated.SecretKey(), null, now);
        await databases.Core.WriteAsync(core =>
        {
            AccountTables.Insert(core, project, now);
            AccountTables.Insert(core, project.ProjectId, user);
            AccountTables.Insert(core, project.ProjectId, key, AccountSnapshot.Protect(secrets, key));
        }, cancellationToken: cancellationToken);
        _snapshot = new AccountSnapshot(project, [user], [key]);
    }

    static (AccountSnapshot, Action<DbConnection>) Replaced(AccountSnapshot current, AccountUser user) =>
        (current with { Users = [.. current.Users.Select(known => known.UserId == user.UserId ? user : known)] }, core => AccountTables.Update(core, user));

    static void CheckName(AccountSnapshot current, AccountUser user)
    {
        if (current.Users.Any(known => known.Name == user.Name && known.UserId != user.UserId))
            throw Errors.InvalidRequest($"user_name: there is a user {user.Name} already.");
    }

    static void CheckOwner(AccountSnapshot next)
    {
        if (next.Users.All(user => user.Role != Role.Owner))
            throw Errors.InvalidRequest("This is the last owner; make another user owner first.");
        if (next.Keys.All(key => next.Users.All(user => user.UserId != key.UserId || user.Role != Role.Owner)))
            throw Errors.InvalidRequest("This is the last access key of an owner; let an owner create another one first.");
    }

    static IotdaException NoUser(string userId) => new(new(404, "IOTDA.000029", $"There is no user {userId}."));
}
