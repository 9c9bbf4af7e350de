using System.Data.Common;
using Dukou.Server.Api;
using Dukou.Server.Storage;

namespace Dukou.Server.Accounts;

/// <summary>The SQL of the accounts; <see cref="AccountStore"/> is its only caller.</summary>
static class AccountTables
{
    public static Project? Project(DbConnection core) =>
        core.First("select project_id, domain_id, domain from project", row => new Project(row.GetString(0), row.GetString(1), row.GetString(2)));

    public static List<AccountUser> Users(DbConnection core) =>
        core.Query("select user_id, name, role, created_at, password_protected, hash_protected, security_stamp from account_user order by created_at, user_id",
            row => new AccountUser(row.GetString(0), row.GetString(1), Roles.Parse(row.GetString(2)), row.Instant(3)!.Value)
            {
                PasswordProtected = row.GetFieldValue<byte[]>(4),
                HashProtected = row.IsDBNull(5) ? null : row.GetFieldValue<byte[]>(5),
                SecurityStamp = row.GetString(6),
            });

    public static List<AccountKey> Keys(DbConnection core, Func<byte[], string> unprotect) =>
        core.Query("select access_key, row_id, user_id, secret_protected, description, created_at from access_key order by row_id",
            row => new AccountKey(row.GetString(0), row.GetString(1), row.GetString(2), unprotect(row.GetFieldValue<byte[]>(3)), row.Text(4), row.Instant(5)!.Value));

    public static void Insert(DbConnection core, Project project, DateTimeOffset now) =>
        core.Execute("insert into project (project_id, domain_id, domain, created_at) values (@project, @domain_id, @domain, @now)",
            ("@project", project.ProjectId), ("@domain_id", project.DomainId), ("@domain", project.Domain), ("@now", now));

    public static void Insert(DbConnection core, string projectId, AccountUser user) =>
        core.Execute("""
            insert into account_user (project_id, user_id, name, role, password_protected, hash_protected, security_stamp, created_at)
            values (@project, @user, @name, @role, @password, @hash, @stamp, @created)
            """,
            [("@project", projectId), ("@created", user.CreatedAt), .. Values(user)]);

    public static void Insert(DbConnection core, string projectId, AccountKey key, byte[] secretProtected) =>
        core.Execute("""
            insert into access_key (project_id, access_key, row_id, user_id, secret_protected, description, created_at)
            values (@project, @key, @row, @user, @secret, @description, @now)
            """,
            ("@project", projectId), ("@key", key.AccessKey), ("@row", key.RowId), ("@user", key.UserId),
            ("@secret", secretProtected), ("@description", key.Description), ("@now", key.CreatedAt));

    public static void Update(DbConnection core, AccountUser user) =>
        core.Execute("""
            update account_user set name = @name, role = @role, password_protected = @password, hash_protected = @hash, security_stamp = @stamp where user_id = @user
            """, Values(user));

    public static void DeleteUser(DbConnection core, string userId)
    {
        core.Execute("delete from access_key where user_id = @user", ("@user", userId));
        core.Execute("delete from account_user where user_id = @user", ("@user", userId));
    }

    static (string, object?)[] Values(AccountUser user) =>
    [
        ("@user", user.UserId), ("@name", user.Name), ("@role", Roles.Of(user.Role)), ("@password", user.PasswordProtected), ("@hash", user.HashProtected), ("@stamp", user.SecurityStamp),
    ];

    public static void DeleteKey(DbConnection core, string accessKey) =>
        core.Execute("delete from access_key where access_key = @key", ("@key", accessKey));
}
