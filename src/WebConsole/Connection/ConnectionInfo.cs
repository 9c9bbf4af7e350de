using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dukou.ApplicationSdk.Models;

namespace Dukou.WebConsole.Connection;

/// <summary>
/// What a device connects with, derived from its id and secret as IoTDA derives it: the stamp is the UTC hour, and the password is
/// HMAC-SHA256 of the secret with the stamp as key.
/// </summary>
/// <param name="DeviceId">The device; also its user name.</param>
/// <param name="ClientId"><c>{device}_0_{sign}_{stamp}</c>.</param>
/// <param name="Password">64 hexadecimal digits.</param>
public sealed record ConnectionInfo(string DeviceId, string ClientId, string Password)
{
    public const int StampLength = 10;

    /// <param name="deviceId">The device's id.</param>
    /// <param name="secret">Its secret.</param>
    /// <param name="signType">0: the platform does not compare the stamp with its clock; 1: it does.</param>
    /// <param name="stamp">yyyyMMddHH, UTC.</param>
    public static ConnectionInfo Of(string deviceId, string secret, int signType, string stamp) => new(
        deviceId,
        $"{deviceId}_0_{signType.ToString(CultureInfo.InvariantCulture)}_{stamp}",
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(stamp), Encoding.UTF8.GetBytes(secret))));

    /// <summary>
    /// What a device of a registration group connects with the first time: its secret is the hex HMAC-SHA256 of the decoded group secret
    /// with its id as key, and its client id names the group's scope.
    /// </summary>
    /// <returns>Null when the group secret is not Base64.</returns>
    public static ConnectionInfo? OfGroup(string deviceId, string groupSecret, string scopeId, string stamp)
    {
        var bytes = new byte[groupSecret.Length];
        if (!Convert.TryFromBase64String(groupSecret, bytes, out var length))
            return null;
        var derived = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(deviceId), bytes.AsSpan(0, length)));
        return Of(deviceId, derived, 0, stamp) with { ClientId = $"{deviceId}_0_{scopeId}_0_{stamp}" };
    }

    /// <summary>The platform's clock, which may be a test's: the stamp is compared with it.</summary>
    public static DateTimeOffset PlatformTime(ShowEndpointsResponse? endpoints, TimeProvider clock) =>
        DateTimeOffset.TryParse(endpoints?.Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : clock.GetUtcNow();

    public static string StampAt(DateTimeOffset now) => now.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
}
