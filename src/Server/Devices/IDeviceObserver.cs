using System.Data.Common;
using System.Text.Json;

namespace Dukou.Server.Devices;

/// <summary>What one service's shadow is to hold as desired when a device is new.</summary>
sealed record InitialDesired(string ServiceId, JsonElement Desired);

/// <summary>
/// A feature that keeps something for each device. Rows of core.db go within the write that deletes the device; everything else is done
/// after the change is durable and before its caller is answered. A process may end in between: what must not be forgotten then follows
/// the registry by its outbox (<see cref="RegistryChange"/>).
/// </summary>
interface IDeviceObserver
{
    /// <summary>The device is being deleted: what hangs on it in core.db goes within the same write.</summary>
    void Deleted(DbConnection core, string deviceId)
    {
    }

    /// <param name="device">The device, just registered.</param>
    /// <param name="desired">The defaults of its product with the caller's values over them; empty when there are none.</param>
    /// <param name="cancellationToken">The caller's.</param>
    ValueTask DeviceAddedAsync(Device device, IReadOnlyList<InitialDesired> desired, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    ValueTask DeviceDeletedAsync(string deviceId, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A child has moved to another gateway.</summary>
    ValueTask GatewayChangedAsync(Device device, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
