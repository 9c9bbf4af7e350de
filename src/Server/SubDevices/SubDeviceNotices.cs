using System.Collections.Concurrent;
using Dukou.Server.Cluster;
using Dukou.Server.Devices;
using Dukou.Server.Events;
using Dukou.Server.Pipeline;

namespace Dukou.Server.SubDevices;

/// <summary>
/// Tells a gateway which children it has got and lost (D:3019, D:3020): when an application adds, deletes or moves one, and all since a
/// version when the gateway asks. One run at a time for each gateway. A gateway that isn't there asks when it comes. Bound: one number for
/// each gateway whose children changed since the start.
/// </summary>
sealed class SubDeviceNotices : IDeviceObserver, IDisposable
{
    /// <summary>Devices of one event: the C SDK refuses more (MAX_EVENT_DEVICE_COUNT).</summary>
    public const int DevicesMax = 10;

    const int SliceRows = 100;

    readonly DeviceStore _devices;
    readonly EventDownlink _downlink;
    readonly IClusterLink _link;
    readonly TimeProvider _clock;
    readonly PerDevice _runs;
    readonly CancellationTokenSource _stopping = new();
    // Up to which version a gateway has been told, and whether it wants to hear what it asked for itself.
    readonly ConcurrentDictionary<string, Told> _told = new();

    public SubDeviceNotices(DeviceStore devices, EventDownlink downlink, IClusterLink link, TimeProvider clock, ILogger<SubDeviceNotices> log)
    {
        _devices = devices;
        _downlink = downlink;
        _link = link;
        _clock = clock;
        _runs = new PerDevice(TellAsync, (gatewayId, failure) =>
        {
            if (!_stopping.IsCancellationRequested)
                SubDeviceLog.NotTold(log, failure, gatewayId);
        });
    }

    /// <summary>Sends everything that is newer than the gateway's version; nothing when there is nothing. Does not wait.</summary>
    public void Synchronize(string gatewayId, long version)
    {
        // A version of the future comes from another installation, or from before a restore.
        if (version > _devices.LastChildVersion(gatewayId))
            version = 0;
        _told[gatewayId] = new(version, All: true, Fresh: version <= 0);
        _ = _runs.RequestAsync(gatewayId);
    }

    public ValueTask DeviceAddedAsync(Device device, IReadOnlyList<InitialDesired> desired, CancellationToken cancellationToken)
    {
        if (!device.IsDirect)
            ChildChanged(device.DeviceId);
        return ValueTask.CompletedTask;
    }

    public ValueTask DeviceDeletedAsync(string deviceId, CancellationToken cancellationToken)
    {
        ChildChanged(deviceId);
        return ValueTask.CompletedTask;
    }

    public ValueTask GatewayChangedAsync(Device device, CancellationToken cancellationToken)
    {
        ChildChanged(device.DeviceId);
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        // The container disposes it once for each service that it is registered as.
        if (_stopping.IsCancellationRequested)
            return;
        _stopping.Cancel();
        _stopping.Dispose();
    }

    void ChildChanged(string deviceId)
    {
        foreach (var change in _devices.ChildChangesOf(deviceId).Where(change => !change.Own && _link.IsOnline(change.GatewayId)))
        {
            _told.TryAdd(change.GatewayId, new(change.Version - 1, All: false, Fresh: false));
            _ = _runs.RequestAsync(change.GatewayId);
        }
    }

    async Task TellAsync(string gatewayId)
    {
        while (_told.TryGetValue(gatewayId, out var told))
        {
            var changes = _devices.ChildChangesAfter(gatewayId, told.Version, SliceRows);
            if (changes.Count == 0)
            {
                _told.TryUpdate(gatewayId, told with { All = false, Fresh = false }, told);
                return;
            }
            var batch = FirstBatch(changes, told);
            if (batch.Devices.Count > 0 && !await SendAsync(gatewayId, batch))
                return;
            // A question that came meanwhile starts over.
            _told.TryUpdate(gatewayId, told with { Version = batch.Version }, told);
        }
    }

    /// <summary>As many changes of one kind as fit into one event, from the first on.</summary>
    Batch FirstBatch(IReadOnlyList<ChildChange> changes, Told told)
    {
        var batch = new Batch(changes[0].Version, Added: false, []);
        foreach (var change in changes)
        {
            // What the gateway asked for it knows; what it never had it need not lose; what is gone again follows as a deletion.
            var device = change.Added ? _devices.Find(change.DeviceId) : null;
            var skipped = (change.Own && !told.All) || (change.Added ? device is null : told.Fresh);
            if (!skipped && batch.Devices.Count > 0 && (batch.Devices.Count == DevicesMax || batch.Added != change.Added))
                break;
            batch = batch with { Version = change.Version };
            if (skipped)
                continue;
            batch = batch with { Added = change.Added };
            batch.Devices.Add(device is null ? SubDeviceInfo.Gone(change) : SubDeviceInfo.Of(device));
        }
        return batch;
    }

    ValueTask<bool> SendAsync(string gatewayId, Batch batch) => _downlink.SendAsync(gatewayId, gatewayId,
        EventParas.New(SubDeviceManager.ServiceId, batch.Added ? "add_sub_device_notify" : "delete_sub_device_notify", _clock.GetUtcNow(),
            new { batch.Devices, batch.Version }, Guid.NewGuid().ToString()), _stopping.Token);

    /// <param name="Version">Up to where the gateway knows.</param>
    /// <param name="All">What it asked for itself, too.</param>
    /// <param name="Fresh">It knows nothing, so no deletions.</param>
    readonly record struct Told(long Version, bool All, bool Fresh);

    sealed record Batch(long Version, bool Added, List<SubDeviceInfo> Devices);
}
