using System.Data.Common;
using Dukou.Server.Accounts;
using Dukou.Server.Api;
using Dukou.Server.Cluster;
using Dukou.Server.Products;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.Devices;

/// <summary>
/// The registered devices, in table <c>device</c>; the front door of this feature. What was asked for lately is held in memory, at most
/// <see cref="CachedMax"/> devices and as many opened secrets. Any number of threads may use it. What follows a change beyond the row
/// (links that are cut, shadows, other nodes' caches) is <see cref="DeviceLifecycle"/>'s.
/// </summary>
sealed partial class DeviceStore(Databases databases, Outbox outbox, RowId rowIds, SpaceStore spaces, ProductStore products, Secrets secrets, ConnectionStates states)
    : ICache, IProductUse
{
    public const int CachedMax = 100_000;
    const string SecretPurpose = "device secret";

    readonly VersionedCache<string, Device> _cache = new(CachedMax);
    readonly VersionedCache<string, string> _secrets = new(CachedMax, TimeSpan.MaxValue);

    /// <summary>The device, or null; completes at once when it was asked for in the last seconds. Never blocks, so a thread that polls sockets may ask.</summary>
    public ValueTask<Device?> FindAsync(string deviceId) => _cache.TryGet(deviceId, out var known) ? new(known) : new(Task.Run(() => Find(deviceId)));

    /// <summary>The device, or null; may read the database.</summary>
    public Device? Find(string deviceId)
    {
        if (_cache.TryGet(deviceId, out var known))
            return known;
        var device = databases.Core.Read(core => DeviceTable.Find(core, deviceId));
        // Ids that nobody registered are not kept: strangers could fill the memory with them.
        if (device is not null)
            _cache.Put(deviceId, device.Version, device);
        return device;
    }

    /// <exception cref="IotdaException">There is no such device.</exception>
    public async ValueTask<Device> GetAsync(string deviceId) => await FindAsync(deviceId) ?? throw Errors.DeviceNotFound(deviceId);

    /// <summary>At most <paramref name="max"/> other devices of the same product, the newest first.</summary>
    public IReadOnlyList<Device> Neighbours(Device device, int max) => databases.Core.Read(core => DeviceTable.Neighbours(core, device, max));

    /// <summary>The primary secret in clear, or null when the device has none.</summary>
    public string? UnprotectSecret(Device device) => Open(device.SecretProtected);

    /// <summary>The same for who reads core.db without this store.</summary>
    public static string? OpenSecret(Device device, Secrets secrets) => device.SecretProtected is { } secret ? Open(secret, secrets) : null;

    /// <summary>The secret that is tried when the primary one does not fit.</summary>
    public string? UnprotectSecondarySecret(Device device) => Open(device.SecondarySecretProtected);

    public string Protect(string secret) => Convert.ToBase64String(secrets.Protect(SecretPurpose, secret));

    public (IReadOnlyList<DeviceResponse> Devices, Page Page) List(DeviceFilter filter, PageRequest page)
    {
        var (devices, answered) = databases.Core.Read(core => DeviceList.Read(core, filter, page));
        return ([.. devices.Select(device => DeviceResponse.Brief(device, AppName(device), ProductName(device)))], answered);
    }

    /// <summary>What a search finds, with the markers of its rows, and how many when only that was asked for.</summary>
    public (IReadOnlyList<(DeviceResponse Device, string Marker)> Devices, long Count) Search(DeviceSearch search)
    {
        var (found, count) = databases.Core.Read(core => DeviceList.Search(core, search));
        return ([.. found.Select(row => (DeviceResponse.Brief(row.Device, AppName(row.Device), ProductName(row.Device)), row.Marker))], count);
    }

    /// <summary>How many devices have each status, frozen ones as FROZEN: one pass over an index, some 20 ms at 200,000 devices.</summary>
    public IReadOnlyDictionary<string, long> CountByStatus() => databases.Core.Read(DeviceList.CountByStatus);

    /// <summary>The whole device as the API shows it, without secrets.</summary>
    public DeviceResponse Response(Device device) => DeviceResponse.Whole(device, AppName(device), ProductName(device));

    public DeviceResponse ResponseWithSecrets(Device device) => Response(device).WithSecrets(UnprotectSecret(device), UnprotectSecondarySecret(device));

    /// <summary>
    /// Records that a connection is up, in one transaction with others. False when it must not be used: the device is gone or frozen, or
    /// a newer connection has taken over.
    /// </summary>
    public async Task<bool> SetOnlineAsync(string deviceId, long epoch, DateTimeOffset at, string? remoteAddress, CancellationToken cancellationToken = default) =>
        Remember(await states.SetOnlineAsync(deviceId, epoch, at, remoteAddress, cancellationToken));

    /// <summary>Records that a connection has ended; false when that changes nothing.</summary>
    public async Task<bool> SetOfflineAsync(string deviceId, long epoch, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        Remember(await states.SetOfflineAsync(deviceId, epoch, at, cancellationToken));

    /// <summary>At the start of the process: nobody is connected. Children keep their status unless they go with their gateway.</summary>
    public Task AllOfflineAtStartAsync(DateTimeOffset at, bool childrenToo, CancellationToken cancellationToken) => states.AllOfflineAsync(at, childrenToo, cancellationToken);

    public void Invalidate(CachedKind kind, string id)
    {
        if (kind == CachedKind.Device)
            _cache.Expire(id);
    }

    public string? UseOf(DbConnection core, string appId, string productId) =>
        core.Scalar<long>("select count(*) from device where product_id = @product_id and app_id = @app_id", ("@product_id", productId), ("@app_id", appId)) is > 0 and var count
            ? $"{count} device{(count == 1 ? "" : "s")}"
            : null;

    bool Remember(Device? device)
    {
        if (device is not null)
            _cache.Put(device.DeviceId, device.Version, device);
        return device is not null;
    }

    string? Open(string? protectedSecret)
    {
        if (protectedSecret is null)
            return null;
        if (!_secrets.TryGet(protectedSecret, out var secret))
            _secrets.Put(protectedSecret, 0, secret = Open(protectedSecret, secrets));
        return secret;
    }

    static string Open(string protectedSecret, Secrets secrets) => secrets.Unprotect(SecretPurpose, Convert.FromBase64String(protectedSecret));

    string? AppName(Device device) => spaces.Find(device.AppId)?.AppName;

    string? ProductName(Device device) => products.NameOf(device.AppId, device.ProductId);
}
