using System.Data.Common;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Events;
using Dukou.Server.Pipeline;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.DeviceLogs;

/// <summary>
/// The switches of device logs, in table <c>log_switch</c>; the front door of this feature. A device is told at once when it is there, and
/// at every connection while it is on. Bound: one row for each device that was ever switched.
/// </summary>
sealed class LogSwitchStore(Databases databases, DeviceStore devices, SpaceStore spaces, EventDownlink downlink, TimeProvider clock) : ISessionObserver, IDeviceObserver
{
    readonly PossibleRows _switched = new(() => databases.Core.Read(LogSwitch.Connections), connectedId => databases.Core.Read(core => LogSwitch.Over(core, connectedId)).Count > 0);

    public LogSwitch? Find(string deviceId) => databases.Core.Read(core => LogSwitch.Find(core, deviceId));

    /// <summary>Switches and tells the device; the switch as it is then.</summary>
    /// <exception cref="IotdaException">There is no such device.</exception>
    public async Task<LogSwitch> SetAsync(string deviceId, bool on, DateTimeOffset endTime, CancellationToken cancellationToken)
    {
        var device = await devices.GetAsync(deviceId);
        var route = await DeviceRoute.OfAsync(device, devices);
        var wanted = new LogSwitch(deviceId, route.Root.DeviceId, on, endTime, Untold: true);
        await _switched.AddAsync([wanted.ConnectedId], () => databases.Core.WriteAsync(core =>
        {
            if (DeviceStore.Find(core, deviceId) is null)
                throw Errors.DeviceNotFound(deviceId);
            wanted.Write(core, spaces.ProjectId);
        }, cancellationToken: cancellationToken));
        return await TellAsync(wanted, cancellationToken);
    }

    public ValueTask OpenedAsync(DeviceLink link, CancellationToken cancellationToken) =>
        _switched.Any(link.ConnectedId) ? TellAsync(link, cancellationToken) : ValueTask.CompletedTask;

    async ValueTask TellAsync(DeviceLink link, CancellationToken cancellationToken)
    {
        foreach (var known in databases.Core.Read(core => LogSwitch.Over(core, link.ConnectedId)))
            if (known.Untold || known.IsOnAt(clock.GetUtcNow()))
                await TellAsync(known, cancellationToken);
    }

    public void Deleted(DbConnection core, string deviceId) => LogSwitch.Delete(core, deviceId);

    public async ValueTask GatewayChangedAsync(Device device, CancellationToken cancellationToken)
    {
        if (Find(device.DeviceId) is { } known)
            await SetAsync(device.DeviceId, known.IsOn, known.EndTime, cancellationToken);
    }

    async Task<LogSwitch> TellAsync(LogSwitch known, CancellationToken cancellationToken)
    {
        // D:1303; the older form of the time is not sent any more.
        var sent = EventParas.New("$log", "log_config", clock.GetUtcNow(),
            new { Switch = known.IsOn ? "on" : "off", EndTime = Instants.Compact(known.EndTime) }, Guid.NewGuid().ToString());
        if (!await downlink.SendAsync(known.ConnectedId, known.DeviceId, sent, cancellationToken) || !known.Untold)
            return known;
        return await databases.Core.WriteAsync(core =>
        {
            var told = known with { Untold = false };
            // Another call may have switched it again meanwhile.
            if (LogSwitch.Find(core, known.DeviceId) == known)
                told.Write(core, spaces.ProjectId);
            return told;
        }, cancellationToken: cancellationToken);
    }
}
