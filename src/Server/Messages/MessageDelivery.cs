using System.Collections.Concurrent;
using Dukou.Server.Api;
using Dukou.Server.Cluster;
using Dukou.Server.Devices;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.Messages;

/// <summary>
/// Sends what waits for a device, in order: when the device comes, when it subscribes, when an application sends, and 10 s after a
/// QoS 1 message went unacknowledged. One drain at a time for each connection; it does not wait for acknowledgements, each of which
/// settles its own message. Bound: what is under way on a connection is limited by the connection.
/// </summary>
sealed class MessageDelivery : ISessionObserver, IDisposable
{
    /// <summary>From one send of an unacknowledged message to the next (U:iot_01_0331).</summary>
    public static readonly TimeSpan ResendAfter = TimeSpan.FromSeconds(10);

    // A socket that takes nothing is noticed by its keep-alive; whoever submits is answered before.
    static readonly TimeSpan SocketPatience = TimeSpan.FromSeconds(2);
    static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    // A gateway's children share its connection; one slice of them is one transaction.
    const int SliceRows = 64;

    readonly MessageStore _messages;
    readonly DeviceStore _devices;
    readonly IClusterLink _link;
    readonly TimeProvider _clock;
    readonly ILogger _log;
    readonly PerDevice _drains;
    readonly CancellationTokenSource _stopping = new();
    // Connections that have no room for a message.
    readonly ConcurrentDictionary<string, bool> _crowded = new();
    // What connections carry at QoS 1, until its end is written.
    readonly CarriedMessages _carried = new();
    // What callers wait for, as far as it is known: its row may be gone when many are sent at once.
    readonly ConcurrentDictionary<string, Message> _submitted = new();

    public MessageDelivery(MessageStore messages, DeviceStore devices, IClusterLink link, TimeProvider clock, ILogger<MessageDelivery> log)
    {
        _messages = messages;
        _devices = devices;
        _link = link;
        _clock = clock;
        _log = log;
        _drains = new PerDevice(DrainAsync, (deviceId, failure) =>
        {
            if (!_stopping.IsCancellationRequested)
                MessageLog.NotSent(log, failure, deviceId);
        });
    }

    public ValueTask OpenedAsync(DeviceLink link, CancellationToken cancellationToken) =>
        _messages.AnyWaiting(link.Identity.DeviceId) ? SendAgainAsync(link) : ValueTask.CompletedTask;

    public ValueTask SubscribedAsync(DeviceLink link, CancellationToken cancellationToken) => OpenedAsync(link, cancellationToken);

    async ValueTask SendAgainAsync(DeviceLink link)
    {
        await _messages.ResetAttemptsAsync(link.Identity.DeviceId);
        await SendWaitingAsync(link.Identity.DeviceId);
    }

    /// <summary>Takes a new message: sends it when the device is there, else keeps it for its time to live. Returns it as it is then.</summary>
    /// <exception cref="IotdaException">The device is gone, or has a message of this id.</exception>
    public async Task<Message> SubmitAsync(Message message, CancellationToken cancellationToken)
    {
        var reach = _link.ReachOf(message.RouteId, message.Topic);
        var end = reach switch
        {
            Reach.NotSubscribed => MessageEnd.NotSubscribed(message),
            Reach.Offline when message.ExpiryTime is null => MessageEnd.Offline(message),
            _ => null,
        };
        var stored = await _messages.AddAsync(message, end, cached: reach == Reach.Offline, cancellationToken);
        // It may have come meanwhile, and found nothing that waits.
        if (end is not null || (reach == Reach.Offline && !_link.IsOnline(message.RouteId)))
            return stored;
        _submitted[stored.RowId] = stored;
        try
        {
            await SentAsync(SendWaitingAsync(message.RouteId), cancellationToken);
            return _submitted[stored.RowId];
        }
        finally
        {
            _submitted.TryRemove(stored.RowId, out _);
        }
    }

    /// <summary>Completes when everything that waited for the connection at the call, and may be sent, was handed to its socket.</summary>
    Task SendWaitingAsync(string routeId) => _drains.RequestAsync(routeId);

    static async Task SentAsync(Task sending, CancellationToken cancellationToken)
    {
        try
        {
            await sending.WaitAsync(SocketPatience, cancellationToken);
        }
        catch (TimeoutException)
        {
            // It is stored and goes out as soon as the socket takes it.
        }
    }

    public void Dispose()
    {
        // The container disposes it once for each service that it is registered as.
        if (_stopping.IsCancellationRequested)
            return;
        _stopping.Cancel();
        _stopping.Dispose();
    }

    async Task DrainAsync(string routeId)
    {
        var last = "";
        // As it was at first for the whole run: a subscription that comes meanwhile must not let later messages pass earlier ones. It asks for a run of its own.
        var reach = new Dictionary<string, Reach>();
        while (_link.IsOnline(routeId) && await _devices.FindAsync(routeId) is { } root)
        {
            // What an ended connection carried goes out before what came behind it.
            await _carried.WhenSettledBefore(routeId, root.Epoch).WaitAsync(_stopping.Token);
            var waiting = _messages.Waiting(routeId, last, SliceRows);
            if (waiting.Count == 0)
                return;
            last = waiting[^1].RowId;
            foreach (var message in waiting)
                if (!reach.ContainsKey(message.Topic))
                    reach[message.Topic] = _link.ReachOf(routeId, message.Topic);
            // A cached message whose topic is not subscribed yet waits for the subscription.
            var sendable = waiting.Where(message => reach[message.Topic] is Reach.AtMostOnce or Reach.AtLeastOnce).ToList();
            if (sendable.Count > 0 &&
                !await SendAsync(await _messages.ClaimAsync(sendable, message => reach[message.Topic] == Reach.AtMostOnce ? 0 : 1, root.Epoch)))
                return;
        }
    }

    /// <summary>False when the connection took no more.</summary>
    async Task<bool> SendAsync(IReadOnlyList<Message> claimed)
    {
        var settled = new List<(Message, DeliveryOutcome)>();
        var refused = DeliveryOutcome.Delivered;
        var unsubscribed = new HashSet<string>();
        foreach (var message in claimed)
        {
            // In order: what comes behind a message that found no room, or no listener, waits, too.
            if (refused != DeliveryOutcome.Delivered || unsubscribed.Contains(message.Topic))
            {
                settled.Add((message, refused != DeliveryOutcome.Delivered ? refused : DeliveryOutcome.NotSubscribed));
                continue;
            }
            var delivery = await _link.DeliverAsync(new DownlinkPublish(message.RouteId, message.Topic, MessagePayload.Of(message))
            {
                Properties = message.Properties?.ToMqtt(),
                RequestId = message.MessageId,
            }, _stopping.Token);
            if (!delivery.Fate.IsCompleted)
            {
                _ = FollowAsync(message, delivery.Fate, _carried.Add(message.RouteId, delivery.Epoch));
                continue;
            }
            var outcome = await delivery.Fate;
            settled.Add((message, outcome));
            if (outcome is DeliveryOutcome.QueueFull or DeliveryOutcome.Offline or DeliveryOutcome.ConnectionLost)
                refused = outcome;
            if (outcome == DeliveryOutcome.NotSubscribed)
                unsubscribed.Add(message.Topic);
            if (outcome == DeliveryOutcome.QueueFull && _crowded.TryAdd(message.RouteId, true))
                _ = SendWhenRoomAsync(message.RouteId, delivery.Room);
        }
        await SettleAsync(settled);
        return refused == DeliveryOutcome.Delivered;
    }

    async Task SendWhenRoomAsync(string routeId, Task room)
    {
        try
        {
            await room.WaitAsync(_stopping.Token);
            _crowded.TryRemove(routeId, out _);
            await SendWaitingAsync(routeId);
        }
        catch (Exception ending) when (ending is OperationCanceledException or ObjectDisposedException)
        {
            // As in FollowAsync.
        }
    }

    /// <summary>Waits for a QoS 1 message's end, however long the connection lives.</summary>
    async Task FollowAsync(Message message, Task<DeliveryOutcome> fate, IDisposable carried)
    {
        try
        {
            var again = Task.Delay(ResendAfter, _clock, _stopping.Token);
            var outcome = await fate;
            // Until it may be sent again it counts as on its way, but holds nothing up.
            if (outcome == DeliveryOutcome.Unacknowledged && message.ExpiryTime is not null)
            {
                carried.Dispose();
                await again;
            }
            await SettleAsync([(message, outcome)]);
            carried.Dispose();
            if (outcome != DeliveryOutcome.Delivered)
                await SendWaitingAsync(message.RouteId);
        }
        catch (Exception ending) when (ending is OperationCanceledException or ObjectDisposedException)
        {
            // The process ends; its next start sends again what was on its way.
        }
    }

    async Task SettleAsync(List<(Message Sent, DeliveryOutcome Outcome)> outcomes)
    {
        if (outcomes.Count == 0)
            return;
        var settled = outcomes.ConvertAll(entry => Judge(entry.Sent, entry.Outcome));
        while (true)
            try
            {
                foreach (var ended in await _messages.SettleAsync(settled))
                    if (_submitted.TryGetValue(ended.RowId, out var stored))
                        _submitted.TryUpdate(ended.RowId, ended, stored);
                return;
            }
            // World's fault: what happened has happened, so it is written as soon as the disk takes it.
            catch (StorageException failure)
            {
                MessageLog.NotSettled(_log, failure, settled.Count);
                await Task.Delay(RetryDelay, _stopping.Token);
            }
    }

    static (Message Sent, MessageEnd? End, int Attempts) Judge(Message sent, DeliveryOutcome outcome)
    {
        var cached = sent.ExpiryTime is not null;
        return outcome switch
        {
            DeliveryOutcome.Delivered => (sent, MessageEnd.Delivered(sent), sent.Attempt),
            DeliveryOutcome.Unacknowledged => (sent, cached ? null : MessageEnd.Unacknowledged(sent), sent.Attempt),
            DeliveryOutcome.QueueFull => (sent, cached ? null : MessageEnd.QueueFull(sent), sent.Attempt - 1),
            DeliveryOutcome.NotSubscribed => (sent, cached ? null : MessageEnd.NotSubscribed(sent), sent.Attempt - 1),
            _ => (sent, cached ? null : MessageEnd.Offline(sent), 0),
        };
    }
}
