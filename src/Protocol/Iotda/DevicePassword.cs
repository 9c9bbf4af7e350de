using System.Security.Cryptography;
using System.Text;

namespace Dukou.Protocol.Iotda;

/// <summary>A keyed hash of 32 bytes. The platform plugs HMAC-SM3 in here for <see cref="SignType.HmacSm3Checked"/>, which .NET does not have.</summary>
public delegate void KeyedHash(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> hash);

/// <summary>The CONNECT password: the hex HMAC whose key is the stamp and whose message is the secret, in that order (D:3009).
/// All members are pure and may be called from any thread.</summary>
public static class DevicePassword
{
    /// <summary>Every password is 64 lowercase hex digits.</summary>
    public const int Length = 64;

    const int HashLength = 32;
    const int TextBytesMax = 512; // secrets are at most 32 characters (G:auth_info), a derived one 64; longer ones take the heap

    /// <summary>HMAC-SHA256, for signs 0 and 1.</summary>
    public static KeyedHash HmacSha256 { get; } = (key, message, hash) => HMACSHA256.HashData(key, message, hash);

    /// <summary>The password as text.</summary>
    public static string Compute(string secret, string timestamp, KeyedHash? keyedHash = null)
    {
        Span<byte> password = stackalloc byte[Length];
        Compute(secret, timestamp, password, keyedHash);
        return Encoding.ASCII.GetString(password);
    }

    /// <summary>The password as 64 ASCII bytes in the caller's buffer.</summary>
    public static void Compute(ReadOnlySpan<char> secret, ReadOnlySpan<char> timestamp, Span<byte> password, KeyedHash? keyedHash = null)
    {
        Span<byte> key = stackalloc byte[SecretStamp.Length * 3];
        if (timestamp.Length > SecretStamp.Length)
            throw new ArgumentException("A timestamp has ten digits.", nameof(timestamp));
        var keyLength = Encoding.UTF8.GetBytes(timestamp, key);
        var most = Encoding.UTF8.GetMaxByteCount(secret.Length);
        var message = most <= TextBytesMax ? stackalloc byte[TextBytesMax] : new byte[most];
        var messageLength = Encoding.UTF8.GetBytes(secret, message);
        Hex(key[..keyLength], message[..messageLength], password, keyedHash ?? HmacSha256);
        message.Clear();
    }

    /// <summary>Compares a password with the one that secret and timestamp give, in a time that does not depend on where they differ.</summary>
    public static bool Verify(ReadOnlySpan<byte> password, ReadOnlySpan<char> secret, ReadOnlySpan<char> timestamp, KeyedHash? keyedHash = null)
    {
        Span<byte> expected = stackalloc byte[Length];
        Compute(secret, timestamp, expected, keyedHash);
        return CryptographicOperations.FixedTimeEquals(expected, password);
    }

    /// <summary>A device's own secret out of its registration group's (section 1.4 of the sheet; GO:bootstrap_client.go): the hex HMAC-SHA256 whose key
    /// is the device id and whose message is the Base64-decoded group secret. False when the group secret is not Base64.</summary>
    public static bool TryDeriveSecret(string groupSecret, string deviceId, out string secret)
    {
        var bytes = new byte[groupSecret.Length];
        var isBase64 = Convert.TryFromBase64String(groupSecret, bytes, out var length);
        Span<byte> derived = stackalloc byte[Length];
        if (isBase64)
            Hex(Encoding.UTF8.GetBytes(deviceId), bytes.AsSpan(0, length), derived, HmacSha256);
        secret = isBase64 ? Encoding.ASCII.GetString(derived) : "";
        CryptographicOperations.ZeroMemory(bytes);
        return isBase64;
    }

    static void Hex(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> hex, KeyedHash keyedHash)
    {
        Span<byte> hash = stackalloc byte[HashLength];
        keyedHash(key, message, hash);
        for (var i = 0; i < HashLength; i++)
        {
            hex[2 * i] = "0123456789abcdef"u8[hash[i] >> 4];
            hex[(2 * i) + 1] = "0123456789abcdef"u8[hash[i] & 15];
        }
    }
}
