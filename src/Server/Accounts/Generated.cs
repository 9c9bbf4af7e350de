using System.Security.Cryptography;

namespace Dukou.Server.Accounts;

/// <summary>Fresh credentials in the vendor's lengths, from the system's random source.</summary>
static class Generated
{
    const string Capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    // Without the characters that people mistake for one another when they type a password.
    const string Readable = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    public static string Id() => Guid.NewGuid().ToString("N");
    public static string AccessKey() => RandomNumberGenerator.GetString(Capitals, 20);
    public static string SecretKey() => RandomNumberGenerator.GetString(Readable, 40);
    public static string Password() => RandomNumberGenerator.GetString(Readable, 20);
    public static string SecurityStamp() => RandomNumberGenerator.GetHexString(16, lowercase: true);
}
