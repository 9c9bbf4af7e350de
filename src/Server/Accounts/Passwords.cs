using System.Security.Cryptography;
using System.Text;

namespace Dukou.Server.Accounts;

/// <summary>A user's password as the table keeps it: readable when the platform made it, a hash when a person chose it, both encrypted.</summary>
static class Passwords
{
    const string PasswordPurpose = "password";
    const string HashPurpose = "password hash";

    /// <summary>Null when only its hash is kept.</summary>
    public static string? Readable(this Secrets secrets, AccountUser user) => user.HashProtected is null ? secrets.Unprotect(PasswordPurpose, user.PasswordProtected) : null;

    // The hash is computed in any case, so that the time tells neither who exists nor what is kept.
    public static bool IsPassword(this Secrets secrets, AccountUser user, string password) =>
        PasswordHash.Fits(user.HashProtected is { } hash ? secrets.Unprotect(HashPurpose, hash) : null, password)
        | (secrets.Readable(user) is { } readable && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(readable)), SHA256.HashData(Encoding.UTF8.GetBytes(password))));

    public static AccountUser WithPassword(this Secrets secrets, AccountUser user, string password) => user with
    {
        PasswordProtected = secrets.Protect(PasswordPurpose, password),
        HashProtected = null,
        SecurityStamp = Generated.SecurityStamp(),
    };

    // Encrypted as well: who has copied the database can't even try out passwords.
    public static AccountUser WithHash(this Secrets secrets, AccountUser user, string password) => user with
    {
        PasswordProtected = [],
        HashProtected = secrets.Protect(HashPurpose, PasswordHash.Of(password)),
        SecurityStamp = Generated.SecurityStamp(),
    };
}
