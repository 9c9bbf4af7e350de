using System.Data.Common;
using Dukou.Server.Api;
using Dukou.Server.Products;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.Devices;

sealed partial class DeviceStore
{
    /// <summary>Stores a new device, and what is desired of it from the start for those who follow the registry (<see cref="RegistryChange"/>);
    /// <paramref name="own"/> says that its gateway asked for it.</summary>
    /// <exception cref="IotdaException">Space, product or gateway are missing, an id is taken, or the gateway can have no such child.</exception>
    public async Task<Device> InsertAsync(Device device, IReadOnlyList<InitialDesired> desired, CancellationToken cancellationToken, bool own = false)
    {
        var inserted = await databases.Core.WriteAsync(core =>
        {
            if (!SpaceStore.Exists(core, device.AppId))
                throw Errors.ApplicationNotFound(device.AppId);
            if (!ProductStore.Exists(core, device.AppId, device.ProductId))
                throw Errors.ProductNotFound(device.ProductId);
            CheckParent(core, device);
            var row = device with { Version = outbox.Append(core, "device", "create", _ => Document(device)) };
            if (!DeviceTable.TryInsert(core, rowIds.Next(), spaces.ProjectId, row))
                throw Taken(core, device);
            if (desired.Count > 0)
                RegistryChange.AppendDesired(outbox, core, row.DeviceId, desired);
            ChildChangeTable.Record(core, spaces.ProjectId, row, added: true, own);
            return row;
        }, cancellationToken: cancellationToken);
        Remember(inserted);
        return inserted;
    }

    /// <summary>Changes everything but keys and connection state. <paramref name="change"/> may refuse by throwing.</summary>
    /// <exception cref="IotdaException">There is no such device.</exception>
    public async Task<Device> ChangeAsync(string deviceId, Func<Device, Device> change, CancellationToken cancellationToken = default)
    {
        var changed = await databases.Core.WriteAsync(core =>
        {
            var device = DeviceTable.Find(core, deviceId) ?? throw Errors.DeviceNotFound(deviceId);
            var next = change(device);
            if (next == device)
                return device;
            next = next with { Version = outbox.Append(core, "device", "update", _ => Document(next)) };
            DeviceTable.Update(core, next);
            return next;
        }, cancellationToken: cancellationToken);
        Remember(changed);
        return changed;
    }

    /// <summary>Pins the certificate that a device showed first; a device that has one already keeps it. True when this is its fingerprint then.</summary>
    public async Task<bool> LearnFingerprintAsync(string deviceId, string fingerprint, CancellationToken cancellationToken = default) =>
        (await ChangeAsync(deviceId, device => device with { Fingerprint = device.Fingerprint ?? fingerprint }, cancellationToken)).Fingerprint == fingerprint;

    /// <summary>What a device says of its software; null leaves a version as it is.</summary>
    public Task SetVersionsAsync(string deviceId, string? fwVersion, string? swVersion, string? deviceSdkVersion, CancellationToken cancellationToken = default) =>
        ChangeAsync(deviceId, device => device with
        {
            FwVersion = fwVersion ?? device.FwVersion,
            SwVersion = swVersion ?? device.SwVersion,
            DeviceSdkVersion = deviceSdkVersion ?? device.DeviceSdkVersion,
        }, cancellationToken);

    /// <summary>
    /// Deletes a device, when it is there and <paramref name="condition"/> holds for it at that moment; false otherwise. What
    /// <paramref name="within"/> writes is part of it.
    /// </summary>
    /// <exception cref="IotdaException">It has children.</exception>
    public async Task<bool> DeleteAsync(string deviceId, Func<Device, bool> condition, Action<DbConnection> within, CancellationToken cancellationToken, bool own = false)
    {
        var version = await databases.Core.WriteAsync(core =>
        {
            if (DeviceTable.Find(core, deviceId) is not { } device || !condition(device))
                return 0;
            if (ChildrenOf(core, deviceId) is > 0 and var children)
                throw Errors.Forbidden($"The device {deviceId} has {children} children; delete them first.");
            DeviceTable.Delete(core, deviceId);
            within(core);
            ChildChangeTable.Record(core, spaces.ProjectId, device, added: false, own);
            return outbox.Append(core, "device", "delete", _ => Document(device));
        }, cancellationToken: cancellationToken);
        if (version > 0)
            _cache.Put(deviceId, version, null);
        return version > 0;
    }

    /// <summary>Devices of a space that have no children.</summary>
    public IReadOnlyList<string> LeavesIn(string appId, int max) => databases.Core.Read(core => core.Query("""
        select device_id from device leaf
        where app_id = @app_id and not exists (select 1 from device child where child.gateway_id = leaf.device_id)
        limit @max
        """, row => row.GetString(0), ("@app_id", appId), ("@max", max)));

    /// <summary>The device, asked within a write that makes something of it.</summary>
    public static Device? Find(DbConnection core, string deviceId) => DeviceTable.Find(core, deviceId);

    public static bool AnyIn(DbConnection core, string appId) =>
        core.Scalar<string>("select device_id from device where app_id = @app_id limit 1", ("@app_id", appId)) is not null;

    /// <summary>Devices whose registration has run out.</summary>
    public IReadOnlyList<string> ExpiredAt(DateTimeOffset now, int max) => databases.Core.Read(core => core.Query(
        "select device_id from device where expires_at <= @now order by expires_at limit @max", row => row.GetString(0), ("@now", now), ("@max", max)));

    static IotdaException Taken(DbConnection core, Device device) => DeviceTable.Find(core, device.DeviceId) is not null
        ? Errors.DeviceExists($"device_id: {device.DeviceId} is registered already.")
        : Errors.DeviceExists($"node_id: {device.NodeId} is registered already in the product {device.ProductId}.");

    string Document(Device device) => DeviceNotifications.Resource(device, AppName(device), ProductName(device));
}
