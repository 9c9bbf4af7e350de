using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dukou.Server.Devices;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.HttpDevices;

/// <summary>
/// The tokens of devices that report over HTTPS, in table <c>http_token</c>: one row for a device, held in memory for
/// <see cref="CachedMax"/> of them. A token ends after a day, when the device gets another, and with the secret by which it was got.
/// </summary>
sealed class HttpTokenStore(Databases databases, SpaceStore spaces, TimeProvider clock) : IDeviceObserver
{
    public const int CachedMax = 100_000;

    /// <summary>D:7002: the sample says 86399 seconds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(86_399);

    /// <summary>How long the former token goes on beside a new one (D:7002).</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    const int TokenBytes = 32;

    readonly VersionedCache<string, HttpToken> _cache = new(CachedMax);

    public async Task<string> IssueAsync(Device device, CancellationToken cancellationToken)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        var now = clock.GetUtcNow();
        var issued = await databases.Core.WriteAsync(core =>
        {
            var former = Find(core, device.DeviceId);
            var next = new HttpToken(HashOf(token), now + Lifetime, former?.Hash, former is null ? null : Earlier(former.ExpiresAt, now + Overlap), MarkOf(device), (former?.Version ?? 0) + 1);
            Write(core, device.DeviceId, next);
            return next;
        }, cancellationToken: cancellationToken);
        _cache.Put(device.DeviceId, issued.Version, issued);
        return token;
    }

    /// <summary>Null when the token is the device's and holds; else why not.</summary>
    public Because? Check(Device device, string token)
    {
        if (!_cache.TryGet(device.DeviceId, out var known))
        {
            known = databases.Core.Read(core => Find(core, device.DeviceId));
            if (known is not null)
                _cache.Put(device.DeviceId, known.Version, known);
        }
        var (hash, now) = (HashOf(token), clock.GetUtcNow());
        if (known is null || (hash != known.Hash && hash != known.FormerHash))
            return HttpDeviceReasons.TokenUnknown.With(("device", device.DeviceId));
        if (MarkOf(device) != known.SecretMark)
            return HttpDeviceReasons.TokenEnded.With(("device", device.DeviceId));
        return now < (hash == known.Hash ? known.ExpiresAt : known.FormerUntil) ? null : HttpDeviceReasons.TokenExpired.With(("device", device.DeviceId));
    }

    public void Deleted(DbConnection core, string deviceId) => core.Execute("delete from http_token where device_id = @device_id", ("@device_id", deviceId));

    public ValueTask DeviceDeletedAsync(string deviceId, CancellationToken cancellationToken)
    {
        _cache.Expire(deviceId);
        return ValueTask.CompletedTask;
    }

    static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    // A token has 256 random bits: what would be found by the time of a comparison is a hash.
    static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    static string MarkOf(Device device) => HashOf($"{device.SecretProtected} {device.SecondarySecretProtected}");

    static HttpToken? Find(DbConnection core, string deviceId) => core.First(
        "select hash, expires_at, former_hash, former_until, secret_mark, version from http_token where device_id = @device_id",
        row => new HttpToken(row.GetString(0), row.Instant(1)!.Value, row.Text(2), row.Instant(3), row.GetString(4), row.GetInt64(5)), ("@device_id", deviceId));

    void Write(DbConnection core, string deviceId, HttpToken token) => core.Execute("""
        insert into http_token (device_id, project_id, hash, expires_at, former_hash, former_until, secret_mark, version)
        values (@device_id, @project_id, @hash, @expires_at, @former_hash, @former_until, @secret_mark, @version)
        on conflict (device_id) do update set hash = excluded.hash, expires_at = excluded.expires_at, former_hash = excluded.former_hash,
            former_until = excluded.former_until, secret_mark = excluded.secret_mark, version = excluded.version
        """,
        ("@device_id", deviceId), ("@project_id", spaces.ProjectId), ("@hash", token.Hash), ("@expires_at", token.ExpiresAt), ("@former_hash", token.FormerHash),
        ("@former_until", token.FormerUntil), ("@secret_mark", token.SecretMark), ("@version", token.Version));
}
