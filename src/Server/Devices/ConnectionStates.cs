using System.Data.Common;
using System.Threading.Channels;
using Dukou.Server.Storage;

namespace Dukou.Server.Devices;

/// <summary>
/// Writes who came online and who went offline, many changes to a transaction: thousands of devices reconnect at once after an outage.
/// Changes apply in the order of their calls; a change by an older connection than the one that is recorded does nothing. Bound: at
/// most <see cref="WaitingMax"/> changes wait, further callers wait for a place.
/// </summary>
sealed class ConnectionStates(Databases databases, Outbox outbox, ILogger<ConnectionStates> log) : BackgroundService
{
    public const int WaitingMax = 16_384;
    // Keeps a transaction below some 20 ms, so that a person's write does not wait longer.
    const int BatchMax = 256;

    readonly Channel<Change> _changes = Channel.CreateBounded<Change>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    /// <summary>The device as it is then, or null when nothing changed: it is gone, frozen, or a newer connection has spoken.</summary>
    public Task<Device?> SetOnlineAsync(string deviceId, long epoch, DateTimeOffset at, string? remoteAddress, CancellationToken cancellationToken) =>
        ApplyAsync(new(deviceId, device => device.Frozen || epoch < device.Epoch ? null : device with
        {
            Status = DeviceStatus.Online,
            Epoch = epoch,
            RemoteAddress = remoteAddress,
            ActiveTime = device.ActiveTime ?? at,
            OnlineTime = at,
            StatusTime = device.Status == DeviceStatus.Online ? device.StatusTime : at,
        }), cancellationToken);

    /// <inheritdoc cref="SetOnlineAsync"/>
    public Task<Device?> SetOfflineAsync(string deviceId, long epoch, DateTimeOffset at, CancellationToken cancellationToken) =>
        ApplyAsync(new(deviceId, device => device.Status != DeviceStatus.Online || epoch < device.Epoch ? null : device with
        {
            Status = DeviceStatus.Offline,
            Epoch = epoch,
            StatusTime = at,
        }), cancellationToken);

    /// <summary>
    /// Records that nobody is connected: what was online when the process ended is offline now. Of a child nobody knows but its gateway, which
    /// says so when it changes (U:iot_01_0052).
    /// </summary>
    public Task AllOfflineAsync(DateTimeOffset at, bool childrenToo, CancellationToken cancellationToken) => databases.Core.WriteAsync(core =>
    {
        foreach (var deviceId in core.Query($"select device_id from device where status = 'ONLINE'{(childrenToo ? "" : " and gateway_id is null")}", row => row.GetString(0)))
            Write(core, DeviceTable.Find(core, deviceId)!, device => device with { Status = DeviceStatus.Offline, StatusTime = at });
    }, cancellationToken: cancellationToken);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // What the listeners reported while they closed is still written; the loop ends after it.
        _changes.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var written = new Batch([], Task.FromResult<List<Device?>>([]));
        while (true)
        {
            var next = Begin();
            // Who waits goes on here, one after the other, while the next changes are written: a thread of the pool woken for each costs more.
            await EndAsync(written);
            if (next.Changes.Count == 0 && !await _changes.Reader.WaitToReadAsync(CancellationToken.None))
                return;
            await ((Task)next.Writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            written = next;
        }
    }

    /// <summary>Takes what waits, which may be nothing, to be written.</summary>
    Batch Begin()
    {
        var batch = new List<Change>();
        while (batch.Count < BatchMax && _changes.Reader.TryRead(out var change))
            batch.Add(change);
        return new(batch, batch.Count == 0 ? Task.FromResult<List<Device?>>([]) : databases.Core.WriteAsync(core => batch.ConvertAll(change =>
            DeviceTable.Find(core, change.DeviceId) is { } device ? Write(core, device, change.Apply) : null)));
    }

    async Task<Device?> ApplyAsync(Change change, CancellationToken cancellationToken)
    {
        if (!await WaitForPlaceAsync(change, cancellationToken))
            return null;
        return await change.Done.Task.WaitAsync(cancellationToken);
    }

    async ValueTask<bool> WaitForPlaceAsync(Change change, CancellationToken cancellationToken)
    {
        while (!_changes.Writer.TryWrite(change))
        {
            // False at the end of the process, whose next start sets every device offline.
            if (!await _changes.Writer.WaitToWriteAsync(cancellationToken))
                return false;
        }
        return true;
    }

    /// <summary>Tells who waits what became of it.</summary>
    async Task EndAsync(Batch batch)
    {
        try
        {
            var devices = await batch.Writing;
            for (var i = 0; i < devices.Count; i++)
                batch.Changes[i].Done.SetResult(devices[i]);
        }
        // The engine's loop goes on; each caller learns why its change is not stored.
        catch (Exception failure)
        {
            DeviceLog.StatesNotWritten(log, failure, batch.Changes.Count);
            foreach (var change in batch.Changes)
                change.Done.TrySetException(failure);
        }
    }

    Device? Write(DbConnection core, Device device, Func<Device, Device?> apply)
    {
        if (apply(device) is not { } changed)
            return null;
        // A take-over changes the connection, not the status: nobody is notified and the version stays.
        if (changed.Status != device.Status)
            changed = changed with { Version = outbox.Append(core, "device.status", "update", _ => DeviceNotifications.Status(changed)) };
        DeviceTable.UpdateStatus(core, changed);
        return changed;
    }

    sealed record Change(string DeviceId, Func<Device, Device?> Apply)
    {
        public TaskCompletionSource<Device?> Done { get; } = new();
    }

    sealed record Batch(List<Change> Changes, Task<List<Device?>> Writing);
}
