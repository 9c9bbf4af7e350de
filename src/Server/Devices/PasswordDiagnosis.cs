using System.Text;
using Dukou.Protocol.Iotda;

namespace Dukou.Server.Devices;

/// <summary>
/// Finds out what a wrong password was made from: the usual mistakes are tried one after the other. For the trace and, over MQTT 5, the
/// reason string; the code on the wire is the same for all. Bound: <see cref="PerSecondMax"/> a second, beyond that the plain reason is given.
/// </summary>
sealed class PasswordDiagnosis(DeviceStore devices)
{
    public const int PerSecondMax = 20;
    // Devices of the same product whose secrets are tried.
    const int NeighboursMax = 200;

    readonly Lock _gate = new();
    long _second;
    int _used;

    public Because Explain(Device device, ClientId clientId, ReadOnlySpan<byte> password, DateTimeOffset now)
    {
        if (TakeTurn() && devices.UnprotectSecret(device) is { } secret)
        {
            if (password.SequenceEqual(Encoding.UTF8.GetBytes(secret)))
                return CredentialReasons.PasswordIsSecret.With(("device", device.DeviceId));
            var hash = ConnectRules.HashOf(clientId);
            if (password.SequenceEqual(Swapped(secret, clientId.Timestamp, hash)))
                return CredentialReasons.KeyAndMessageSwapped.With(("device", device.DeviceId), ("stamp", clientId.Timestamp));
            if (DevicePassword.Verify(Lowered(password), secret, clientId.Timestamp, hash))
                return CredentialReasons.UpperCaseHex.With(("device", device.DeviceId));
            var (used, other) = OtherHash(clientId);
            if (DevicePassword.Verify(password, secret, clientId.Timestamp, other))
                return CredentialReasons.OtherHash.With(("device", device.DeviceId), ("used", used), ("sign", $"{(int)clientId.Sign}"));
            if (OtherStamp(secret, password, now, hash) is { } stamp)
                return CredentialReasons.OtherStamp.With(("device", device.DeviceId), ("stamp", clientId.Timestamp), ("used", stamp));
            if (OwnerOf(device, clientId, password, hash) is { } owner)
                return CredentialReasons.SecretOfAnotherDevice.With(("device", device.DeviceId), ("other", owner));
        }
        return CredentialReasons.WrongPassword.With(("device", device.DeviceId), ("stamp", clientId.Timestamp));
    }

    /// <summary>The stamp under the secret: the HMAC with its two inputs in each other's place.</summary>
    static byte[] Swapped(string secret, string stamp, KeyedHash hash)
    {
        var swapped = new byte[32];
        hash(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(stamp), swapped);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(swapped));
    }

    /// <summary>The hash that the sign in the client id does not name.</summary>
    static (string Name, KeyedHash Hash) OtherHash(ClientId clientId) =>
        clientId.Sign == SignType.HmacSm3Checked ? ("HMAC-SHA256", DevicePassword.HmacSha256) : ("HMAC-SM3", Sm3.Hmac);

    /// <summary>An hour of the last or next 14 under which the password fits: the client id says another.</summary>
    static string? OtherStamp(string secret, ReadOnlySpan<byte> password, DateTimeOffset now, KeyedHash hash)
    {
        for (var hour = -14; hour <= 14; hour++)
            if (SecretStamp.Of(now.AddHours(hour)).ToString() is var stamp && DevicePassword.Verify(password, secret, stamp, hash))
                return stamp;
        return null;
    }

    string? OwnerOf(Device device, ClientId clientId, ReadOnlySpan<byte> password, KeyedHash hash)
    {
        foreach (var neighbour in devices.Neighbours(device, NeighboursMax))
            if (devices.UnprotectSecret(neighbour) is { } secret && DevicePassword.Verify(password, secret, clientId.Timestamp, hash))
                return neighbour.DeviceId;
        return null;
    }

    static byte[] Lowered(ReadOnlySpan<byte> password) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(password).ToLowerInvariant());

    bool TakeTurn()
    {
        var second = Environment.TickCount64 / 1000;
        lock (_gate)
        {
            if (second != _second)
                (_second, _used) = (second, 0);
            return _used++ < PerSecondMax;
        }
    }
}
