using System.Security.Cryptography;
using System.Text;
using Dukou.Protocol.Iotda;

namespace Dukou.Server.Devices;

/// <summary>
/// Finds out what a wrong password was made from: the usual mistakes are tried one after the other. Only for the trace; the answer on
/// the wire is the same for all. Bound: <see cref="PerSecondMax"/> a second, beyond that the plain reason is given.
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
            if (password.SequenceEqual(Swapped(secret, clientId.Timestamp)))
                return CredentialReasons.KeyAndMessageSwapped.With(("device", device.DeviceId), ("stamp", clientId.Timestamp));
            if (DevicePassword.Verify(Lowered(password), secret, clientId.Timestamp))
                return CredentialReasons.UpperCaseHex.With(("device", device.DeviceId));
            if (OtherStamp(secret, password, now) is { } stamp)
                return CredentialReasons.OtherStamp.With(("device", device.DeviceId), ("stamp", clientId.Timestamp), ("used", stamp));
            if (OwnerOf(device, clientId, password) is { } owner)
                return CredentialReasons.SecretOfAnotherDevice.With(("device", device.DeviceId), ("other", owner));
        }
        return CredentialReasons.WrongPassword.With(("device", device.DeviceId), ("stamp", clientId.Timestamp));
    }

    /// <summary>The stamp under the secret: the HMAC with its two inputs in each other's place.</summary>
    static byte[] Swapped(string secret, string stamp) =>
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(stamp))));

    /// <summary>An hour of the last or next 14 under which the password fits: the client id says another.</summary>
    static string? OtherStamp(string secret, ReadOnlySpan<byte> password, DateTimeOffset now)
    {
        for (var hour = -14; hour <= 14; hour++)
            if (SecretStamp.Of(now.AddHours(hour)).ToString() is var stamp && DevicePassword.Verify(password, secret, stamp))
                return stamp;
        return null;
    }

    string? OwnerOf(Device device, ClientId clientId, ReadOnlySpan<byte> password)
    {
        foreach (var neighbour in devices.Neighbours(device, NeighboursMax))
            if (devices.UnprotectSecret(neighbour) is { } secret && DevicePassword.Verify(password, secret, clientId.Timestamp))
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
