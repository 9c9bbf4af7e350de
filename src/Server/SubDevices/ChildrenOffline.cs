using Dukou.Server.Devices;
using Dukou.Server.Pipeline;

namespace Dukou.Server.SubDevices;

/// <summary>
/// What becomes of children when their gateway goes: nothing, as IoTDA does it (U:iot_01_0052); with
/// <see cref="LimitOptions.ChildrenOfflineWithGateway"/> they go offline, too.
/// </summary>
sealed class ChildrenOffline(DeviceStore devices, LimitOptions limits, TimeProvider clock) : ISessionObserver
{
    const int SliceRows = 500;

    public async ValueTask ClosedAsync(DeviceLink link, Because because, CancellationToken cancellationToken)
    {
        // Children that a newer connection has told about stay as they are: then a slice changes nothing, and that is the end.
        while (limits.ChildrenOfflineWithGateway == 1 && devices.OnlineBelow(link.ConnectedId, SliceRows) is { Count: > 0 } online)
        {
            var changed = await Task.WhenAll(online.Select(child => devices.SetOfflineAsync(child, Math.Max(link.Epoch, devices.Find(child)?.Epoch ?? 0), clock.GetUtcNow(), cancellationToken)));
            if (!changed.Contains(true))
                return;
        }
    }
}
