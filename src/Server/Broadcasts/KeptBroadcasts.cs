using System.Data.Common;
using Dukou.Server.Api;
using Dukou.Server.Cluster;
using Dukou.Server.Devices;
using Dukou.Server.Pipeline;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.Broadcasts;

/// <summary>
/// Broadcasts with a time to live (U:iot_01_00121): whoever listens gets them at once, who subscribes in time gets them then, each device
/// once. Looks for what has expired every <see cref="Period"/> of domain time. Bounds: <see cref="ReceiversMax"/> devices for each,
/// <see cref="KeptMax"/> at a time.
/// </summary>
sealed class KeptBroadcasts : BackgroundService, ISessionObserver, IDeviceObserver, ISpaceContent
{
    /// <summary>The vendor's, for a broadcast with a time to live.</summary>
    public const int ReceiversMax = 10;
    public const int KeptMax = 100;
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    const int SliceRows = 100;

    readonly Database _core;
    readonly SpaceStore _spaces;
    readonly DeviceStore _devices;
    readonly RowId _rowIds;
    readonly IClusterLink _link;
    readonly TraceFeed _traces;
    readonly TimeProvider _clock;
    readonly ILogger _log;
    readonly PerDevice _runs;
    // Connections ask for every subscription.
    volatile bool _any;

    public KeptBroadcasts(Databases databases, SpaceStore spaces, DeviceStore devices, RowId rowIds, IClusterLink link, TraceFeed traces, TimeProvider clock, ILogger<KeptBroadcasts> log)
    {
        (_core, _spaces, _devices, _rowIds, _link, _traces, _clock, _log) = (databases.Core, spaces, devices, rowIds, link, traces, clock, log);
        _runs = new PerDevice(SendWaitingAsync, (deviceId, failure) => BroadcastLog.NotSent(log, failure, deviceId));
    }

    /// <summary>Before the first listener.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _rowIds.StartAbove(_core.Read(core => core.Scalar<string>("select max(row_id) from broadcast")));
        await _core.WriteAsync(KeptBroadcastTable.ForgetUnsent, cancellationToken: cancellationToken);
        _any = _core.Read(KeptBroadcastTable.Count) > 0;
    }

    /// <summary>Keeps it and sends it to those who listen; how many these are.</summary>
    /// <exception cref="IotdaException">Too many listen, or too many are kept.</exception>
    public async Task<int> AddAsync(string appId, string messageId, string topic, string message, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var listeners = _link.ListenersTo(appId, topic, ReceiversMax + 1);
        if (listeners.Count > ReceiversMax)
            throw Errors.Forbidden($"More than {ReceiversMax} devices listen to {topic}; a broadcast with a ttl goes to at most so many. Send it with ttl 0.");
        await _core.WriteAsync(core =>
        {
            if (!SpaceStore.Exists(core, appId))
                throw Errors.ApplicationNotFound(appId);
            if (KeptBroadcastTable.Count(core) >= KeptMax)
                throw Errors.Forbidden($"There are {KeptMax} broadcasts that wait for devices, which is the most; wait until one expires, or send this one with ttl 0.");
            KeptBroadcastTable.Insert(core, _spaces.ProjectId, new(_rowIds.Next(), appId, messageId, topic, message, _clock.GetUtcNow() + ttl));
            _any = true;
        }, cancellationToken: cancellationToken);
        await Task.WhenAll(listeners.Select(_runs.RequestAsync)).WaitAsync(cancellationToken);
        return listeners.Count;
    }

    public ValueTask OpenedAsync(DeviceLink link, CancellationToken cancellationToken) => SubscribedAsync(link, cancellationToken);

    public ValueTask SubscribedAsync(DeviceLink link, CancellationToken cancellationToken) => _any ? new(_runs.RequestAsync(link.Identity.DeviceId)) : ValueTask.CompletedTask;

    public void Deleted(DbConnection core, string deviceId) => KeptBroadcastTable.ForgetDevice(core, deviceId);

    public bool IsEmpty(DbConnection core, string appId) => core.Scalar<string>("select row_id from broadcast where app_id = @app_id limit 1", ("@app_id", appId)) is null;

    public Task EmptyAsync(string appId, CancellationToken cancellationToken) => DeleteAsync(appId, cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, _clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                await DeleteAsync(null, stoppingToken);
            }
            // The engine's loop goes on: what stays is found again in the next round.
            catch (StorageException failure)
            {
                BroadcastLog.NotDeleted(_log, failure);
            }
    }

    async Task SendWaitingAsync(string deviceId)
    {
        if (await _devices.FindAsync(deviceId) is not { } device)
            return;
        foreach (var (rowId, topic) in _core.Read(core => KeptBroadcastTable.Waiting(core, device.AppId, deviceId, _clock.GetUtcNow())))
            if (_link.ReachOf(deviceId, topic) is Reach.AtMostOnce or Reach.AtLeastOnce
                && await _core.WriteAsync(core => KeptBroadcastTable.Claim(core, _spaces.ProjectId, rowId, deviceId, ReceiversMax)) is { } broadcast)
                await SendAsync(deviceId, broadcast);
    }

    async Task SendAsync(string deviceId, KeptBroadcast broadcast)
    {
        var payload = Convert.FromBase64String(broadcast.Message);
        var delivery = await _link.DeliverAsync(new DownlinkPublish(deviceId, broadcast.Topic, payload) { RequestId = broadcast.MessageId }, CancellationToken.None);
        // Who acknowledges has the packet; who doesn't may have it.
        var sent = !delivery.Fate.IsCompleted || await delivery.Fate == DeliveryOutcome.Delivered;
        await _core.WriteAsync(core => KeptBroadcastTable.Settle(core, broadcast.RowId, deviceId, sent));
        if (sent)
            _traces.Write(new TraceEntry(TraceKind.Downlink, TraceOutcome.Done, _clock.GetUtcNow(), BroadcastReasons.Delivered)
            {
                DeviceId = deviceId,
                RequestId = broadcast.MessageId,
                Topic = broadcast.Topic,
                Excerpt = TraceEntry.ExcerptOf(payload),
            });
    }

    async Task DeleteAsync(string? appId, CancellationToken cancellationToken)
    {
        while (await _core.WriteAsync(core =>
        {
            var deleted = KeptBroadcastTable.Delete(core, appId, _clock.GetUtcNow(), SliceRows);
            if (deleted > 0)
                _any = KeptBroadcastTable.Count(core) > 0;
            return deleted;
        }, cancellationToken: cancellationToken) == SliceRows)
        {
        }
    }
}

/// <summary>Log messages of broadcasts, ids 1900-1999.</summary>
static partial class BroadcastLog
{
    [LoggerMessage(1900, LogLevel.Error, "The device {DeviceId} could not be sent the broadcasts that wait for it; its next subscription leads here again.")]
    public static partial void NotSent(ILogger log, Exception failure, string deviceId);

    [LoggerMessage(1901, LogLevel.Error, "Broadcasts whose time is over could not be deleted; the next round tries again.")]
    public static partial void NotDeleted(ILogger log, Exception failure);
}
