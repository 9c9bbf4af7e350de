using System.Data.Common;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Pipeline;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.Messages;

/// <summary>
/// The messages to devices, in table <c>message</c>; the front door of this feature. An end is written with its notification in one
/// transaction, and traced once it is durable. Any number of threads may use it. Bounds per device: <see cref="LimitOptions.CachedMessagesMax"/>
/// that wait for it, and as many that have ended; on their way are at most as many as a connection admits, and
/// <see cref="BurstMax"/> on the way to it.
/// </summary>
sealed class MessageStore(Databases databases, Outbox outbox, RowId rowIds, SpaceStore spaces, TraceFeed traces, LimitOptions limits, TimeProvider clock)
{
    /// <summary>Sends of one message after the device came or subscribed (U:iot_01_0331).</summary>
    public const int AttemptsMax = 5;

    /// <summary>Messages that are about to be sent to a device that is there.</summary>
    public const int BurstMax = 1000;
    const int SliceRows = 500;

    readonly Database _core = databases.Core;
    readonly PossibleRows _waiting = new(() => databases.Core.Read(MessageTable.Routes), routeId => databases.Core.Read(core => MessageTable.AnyWaiting(core, routeId)));

    public Message? Find(string deviceId, string messageId) => _core.Read(core => MessageTable.Find(core, deviceId, messageId));

    /// <summary>The newest first.</summary>
    public IReadOnlyList<Message> List(string deviceId) => _core.Read(core => MessageTable.Newest(core, deviceId, limits.CachedMessagesMax));

    /// <summary>Whether anything waits for a connection, be it to be sent now or later.</summary>
    public bool AnyWaiting(string routeId) => _waiting.Any(routeId);

    /// <summary>What waits for a connection after <paramref name="rowId"/>, oldest first.</summary>
    public IReadOnlyList<Message> Waiting(string routeId, string rowId, int max) =>
        _core.Read(core => MessageTable.Waiting(core, routeId, rowId, AttemptsMax, clock.GetUtcNow(), max));

    /// <summary>Stores a new message, waiting or ended at once, and returns it so.</summary>
    /// <param name="message">The message.</param>
    /// <param name="end">How it ends at once; null when it waits.</param>
    /// <param name="cached">True when it waits for the device to come; false when it is about to be sent.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="IotdaException">The device is gone, or has a message of this id.</exception>
    public Task<Message> AddAsync(Message message, MessageEnd? end, bool cached, CancellationToken cancellationToken) => _waiting.AddAsync([message.RouteId], () => WriteAsync((core, ends) =>
    {
        var device = DeviceStore.Find(core, message.DeviceId) ?? throw Errors.DeviceNotFound(message.DeviceId);
        if (MessageTable.Find(core, message.DeviceId, message.MessageId) is not null)
            throw Errors.InvalidRequest($"message_id: the device {message.DeviceId} has a message {message.MessageId} already.");
        var row = message with { RowId = rowIds.Next() };
        MessageTable.Insert(core, spaces.ProjectId, row);
        if (end is not null)
            row = End(core, device, row, end, ends) ?? row;
        else
            PushOut(core, device, cached ? limits.CachedMessagesMax : BurstMax, ends);
        MessageTable.DeleteEnded(core, device.DeviceId, limits.CachedMessagesMax, SliceRows);
        return row;
    }, cancellationToken));

    /// <summary>Marks those as on their way that still wait, and returns them so.</summary>
    public Task<IReadOnlyList<Message>> ClaimAsync(IReadOnlyList<Message> waiting, Func<Message, int> qosOf, long epoch) =>
        _core.WriteAsync(IReadOnlyList<Message> (core) =>
        {
            var claimed = new List<Message>(waiting.Count);
            foreach (var message in waiting)
            {
                var sent = message with { Status = MessageStatus.Sent, Epoch = epoch, Attempt = message.Attempt + 1, QoS = qosOf(message) };
                if (MessageTable.TryMove(core, message, sent))
                    claimed.Add(sent);
            }
            return claimed;
        });

    /// <summary>
    /// What became of messages on their way: an end, or null to wait again with the given number of attempts. Returns those that have ended
    /// by this; one that another change came before stays as it is.
    /// </summary>
    public Task<IReadOnlyList<Message>> SettleAsync(IReadOnlyList<(Message Sent, MessageEnd? End, int Attempts)> settled) =>
        _waiting.AddAsync([.. settled.Where(entry => entry.End is null).Select(entry => entry.Sent.RouteId)],
            () => WriteAsync(IReadOnlyList<Message> (core, ends) => Settle(core, settled, ends)));

    List<Message> Settle(DbConnection core, IReadOnlyList<(Message Sent, MessageEnd? End, int Attempts)> settled, Ends ends)
    {
        var ended = new List<Message>();
        foreach (var (sent, end, attempts) in settled)
        {
            if (DeviceStore.Find(core, sent.DeviceId) is not { } device)
                continue;
            if (end is null && MessageTable.TryMove(core, sent, sent with { Status = MessageStatus.Pending, Attempt = attempts }))
                PushOut(core, device, limits.CachedMessagesMax, ends);
            else if (end is not null && End(core, device, sent, end, ends) is { } message)
                ended.Add(message);
        }
        return ended;
    }

    /// <summary>A device came or subscribed: what was sent in vain may be sent again.</summary>
    public async Task ResetAttemptsAsync(string routeId)
    {
        if (_core.Read(core => MessageTable.AnyAttempted(core, routeId)))
            await _core.WriteAsync(core => MessageTable.ResetAttempts(core, routeId));
    }

    /// <summary>False when there is no such message.</summary>
    public Task<bool> DeleteAsync(string deviceId, string messageId, CancellationToken cancellationToken) => WriteAsync((core, ends) =>
    {
        if (MessageTable.Find(core, deviceId, messageId) is not { } message)
            return false;
        if (message.FinishedTime is null)
            ends.Add((message, new(message.Status, MessageReasons.Deleted.With(("device", deviceId)))));
        return MessageTable.Delete(core, message.RowId);
    }, cancellationToken);

    /// <summary>Ends what has waited too long; true when there may be more.</summary>
    public Task<bool> ExpireAsync(CancellationToken cancellationToken) => WriteAsync((core, ends) =>
    {
        var expired = MessageTable.Expired(core, clock.GetUtcNow(), SliceRows);
        foreach (var message in expired)
            End(core, DeviceStore.Find(core, message.DeviceId)!, message, MessageEnd.TimedOut(message), ends);
        return expired.Count == SliceRows;
    }, cancellationToken);

    /// <summary>Before the first connection: what was on its way when the process ended is sent again, or at QoS 0 taken as delivered (DESIGN decision 10).</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        rowIds.StartAbove(_core.Read(core => core.Scalar<string>("select max(row_id) from message")));
        while (await WriteAsync((core, ends) =>
        {
            var sent = MessageTable.Sent(core, SliceRows);
            foreach (var message in sent)
            {
                var device = DeviceStore.Find(core, message.DeviceId)!;
                if (message.QoS == 0)
                    End(core, device, message, MessageEnd.AssumedDelivered(message), ends);
                else if (message.ExpiryTime is null)
                    End(core, device, message, MessageEnd.Offline(message), ends);
                else if (MessageTable.TryMove(core, message, message with { Status = MessageStatus.Pending, Attempt = 0 }))
                    PushOut(core, device, limits.CachedMessagesMax, ends);
            }
            return sent.Count == SliceRows;
        }, cancellationToken))
        {
        }
        while (await ExpireAsync(cancellationToken))
        {
        }
    }

    // A newer message takes the place of the oldest one that waits.
    void PushOut(DbConnection core, Device device, int max, Ends ends)
    {
        foreach (var message in MessageTable.Excess(core, device.DeviceId, max, SliceRows))
            End(core, device, message, MessageEnd.PushedOut(message, max), ends);
    }

    /// <summary>The message as it is then; null when another change came before.</summary>
    Message? End(DbConnection core, Device device, Message message, MessageEnd end, Ends ends)
    {
        var ended = message with
        {
            Status = end.Status,
            FinishedTime = clock.GetUtcNow(),
            ErrorCode = end.ErrorCode,
            ErrorMsg = end.ErrorCode is null ? null : end.Because.Sentence(),
        };
        if (!MessageTable.TryMove(core, message, ended))
            return null;
        outbox.Append(core, "device.message.status", "update", _ => MessageNotifications.Status(device, ended));
        ends.Add((ended, end));
        return ended;
    }

    async Task<T> WriteAsync<T>(Func<DbConnection, Ends, T> work, CancellationToken cancellationToken = default)
    {
        var ends = new Ends();
        var result = await _core.WriteAsync(core => work(core, ends), cancellationToken: cancellationToken);
        foreach (var (message, end) in ends)
            Trace(message, end);
        return result;
    }

    void Trace(Message message, MessageEnd end) =>
        traces.Write(new TraceEntry(TraceKind.Downlink, end.Status == MessageStatus.Delivered ? TraceOutcome.Done : TraceOutcome.Failed, clock.GetUtcNow(), end.Because)
        {
            DeviceId = message.DeviceId,
            RequestId = message.MessageId,
            Topic = message.Topic,
            Excerpt = TraceEntry.ExcerptOf(MessagePayload.Of(message)),
        });

    /// <summary>What ended in one transaction, to be traced once that is durable.</summary>
    sealed class Ends : List<(Message Message, MessageEnd End)>;
}
