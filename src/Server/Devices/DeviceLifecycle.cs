using System.Data.Common;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Api;
using Dukou.Server.Cluster;
using Dukou.Server.Sessions;
using Dukou.Server.Spaces;

namespace Dukou.Server.Devices;

/// <summary>
/// Changes of the registry with everything that follows them: links are cut, other nodes' caches drop the row, observers are told.
/// Operations, the gateway's child registration and batch tasks go through here. Once a change is durable, what follows it happens even
/// when the caller no longer waits.
/// </summary>
sealed class DeviceLifecycle(DeviceStore devices, IClusterLink link, Epochs epochs, IEnumerable<IDeviceObserver> observers) : ISpaceContent
{
    const int SliceRows = 500;

    readonly IDeviceObserver[] _observers = [.. observers];

    /// <inheritdoc cref="DeviceStore.InsertAsync"/>
    public async Task<Device> AddAsync(Device device, IReadOnlyList<InitialDesired> desired, CancellationToken cancellationToken, bool own = false)
    {
        var added = await devices.InsertAsync(device, desired, cancellationToken, own);
        await InvalidateAsync(added.DeviceId);
        foreach (var observer in _observers)
            await observer.DeviceAddedAsync(added, desired, CancellationToken.None);
        return added;
    }

    /// <inheritdoc cref="DeviceStore.ChangeAsync"/>
    public async Task<Device> ChangeAsync(string deviceId, Func<Device, Device> change, CancellationToken cancellationToken)
    {
        var changed = await devices.ChangeAsync(deviceId, change, cancellationToken);
        await InvalidateAsync(deviceId);
        return changed;
    }

    /// <inheritdoc cref="DeviceStore.ChangeGatewayAsync"/>
    public async Task ChangeGatewayAsync(string deviceId, string gatewayId, CancellationToken cancellationToken)
    {
        // The new gateway may have connected before the old one did; what it says of the child is newer all the same.
        var moved = await devices.ChangeGatewayAsync(deviceId, gatewayId, epochs.Next(), cancellationToken);
        await InvalidateAsync(deviceId);
        foreach (var observer in _observers)
            await observer.GatewayChangedAsync(moved, CancellationToken.None);
    }

    /// <exception cref="IotdaException">There is no such device, or it has children.</exception>
    public async Task DeleteAsync(string deviceId, CancellationToken cancellationToken)
    {
        if (!await TryDeleteAsync(deviceId, _ => true, cancellationToken))
            throw Errors.DeviceNotFound(deviceId);
    }

    /// <summary>Deletes the device when it is there and <paramref name="condition"/> holds for it; cuts its link.</summary>
    public async Task<bool> TryDeleteAsync(string deviceId, Func<Device, bool> condition, CancellationToken cancellationToken, bool own = false)
    {
        if (!await devices.DeleteAsync(deviceId, condition, core => Deleted(core, deviceId), cancellationToken, own))
            return false;
        await InvalidateAsync(deviceId);
        await CutAsync(deviceId, DeviceReasons.Deleted);
        foreach (var observer in _observers)
            await observer.DeviceDeletedAsync(deviceId, CancellationToken.None);
        return true;
    }

    /// <summary>Cuts the device's link, if it has one.</summary>
    public ValueTask CutAsync(string deviceId, Reason reason) =>
        link.DisconnectAsync(deviceId, ReasonCode.AdministrativeAction, reason.With(("device_id", deviceId)), CancellationToken.None);

    public bool IsEmpty(DbConnection core, string appId) => !DeviceStore.AnyIn(core, appId);

    /// <summary>Children first; each slice shares a commit.</summary>
    public async Task EmptyAsync(string appId, CancellationToken cancellationToken)
    {
        while (devices.LeavesIn(appId, SliceRows) is { Count: > 0 } leaves)
            await Task.WhenAll(leaves.Select(deviceId => TryDeleteAsync(deviceId, _ => true, cancellationToken)));
    }

    void Deleted(DbConnection core, string deviceId)
    {
        foreach (var observer in _observers)
            observer.Deleted(core, deviceId);
    }

    ValueTask InvalidateAsync(string deviceId) => link.InvalidateAsync(CachedKind.Device, deviceId, CancellationToken.None);
}
