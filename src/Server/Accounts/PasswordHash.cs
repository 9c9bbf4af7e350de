using System.Security.Cryptography;

namespace Dukou.Server.Accounts;

/// <summary>What is kept of a password that a person chose: PBKDF2 with SHA-256 and a salt of its own, so that nobody can read it back.</summary>
static class PasswordHash
{
    // Some 30 ms: a person does not notice, and SignInLimiter bounds how often it runs.
    const int Iterations = 100_000;
    const int SaltBytes = 16;
    const int HashBytes = 32;

    // Compared with where there is no hash, so that the answer takes the same time.
    static readonly string Nobody = Of("");

    /// <summary><c>iterations$salt$hash</c>, both in base64.</summary>
    public static string Of(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return FormattableString.Invariant($"{Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, HashBytes))}");
    }

    /// <summary>False where there is no hash, after the same time.</summary>
    public static bool Fits(string? stored, string password)
    {
        var parts = (stored ?? Nobody).Split('$');
        var (iterations, salt, hash) = (int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), Convert.FromBase64String(parts[1]), Convert.FromBase64String(parts[2]));
        var fits = CryptographicOperations.FixedTimeEquals(Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, hash.Length), hash);
        return fits && stored is not null;
    }
}
