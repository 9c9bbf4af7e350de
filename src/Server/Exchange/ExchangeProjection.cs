using System.Data.Common;
using System.Diagnostics;
using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.Exchange;

/// <summary>
/// Hands on what devices say on topics outside <c>$</c>, in the order of the inbox and beside the acknowledging path. Whoever is connected
/// without a stored session gets it at once; a stored session's copy, a retained message and the cursor are written together first, so that
/// each message reaches a session exactly once over any crash.
/// </summary>
sealed class ExchangeProjection(
    Inbox inbox, ExchangeFile file, SessionDirectory sessions, SubscriptionTable subscriptions, RetainedStore retained, IEnumerable<ITopicPermission> permissions,
    ServerOptions options, TraceFeed traces, TimeProvider clock, ILogger<ExchangeProjection> log) : Projection("exchange", inbox, log)
{
    const int BytesMax = 16 * 1024 * 1024;
    static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(5);

    readonly ITopicPermission[] _permissions = [.. permissions];
    readonly bool _retains = options.Profile == CompatibilityProfile.Relaxed;

    // Everything below belongs to the projection's thread; a slice's work runs on the file's.
    readonly List<Listening> _found = [];
    Slice _filling = new();
    Slice? _writing;
    Task? _write;
    long _written = Stopwatch.GetTimestamp();
    int _writingBytes;
    int _fillingBytes;

    protected override bool MayRead => _fillingBytes + _writingBytes < BytesMax;

    protected override bool Finished => _write is null;

    protected override long LoadCursor() => file.Read(exchange => exchange.Scalar<long>("select sequence from exchange_cursor"));

    protected override void Apply(in StoredRecord record)
    {
        if (record.PacketId != 0)
            Note(record);
        if (record.Kind == RecordKind.Message && !record.Topic.StartsWith("$"u8))
            HandOn(record);
    }

    protected override TimeSpan Write()
    {
        if (_write is null)
        {
            var wait = UntilWrite();
            if (wait > TimeSpan.Zero)
                return wait;
            _filling.To = ReadThrough;
            (_writing, _filling) = (_filling, new Slice());
            (_writingBytes, _fillingBytes) = (_fillingBytes, 0);
            Send(_writing);
            return IdleInterval;
        }
        if (!_write.IsCompleted)
            return IdleInterval;
        if (_write.IsFaulted)
        {
            // The world's fault: the same slice once more, after the engine's pause.
            var failure = _write.Exception!.InnerException!; // A task's failure has one.
            Send(_writing!); // Set with the task.
            throw new StorageException(failure.Message, failure);
        }
        Done(_writing!);
        return TimeSpan.Zero;
    }

    protected override void Close()
    {
        // The file belongs to Databases.
    }

    void Send(Slice slice)
    {
        _write = file.WriteAsync(slice.Write, WritePriority.Background);
        _write.GetAwaiter().OnCompleted(Wake);
    }

    void Done(Slice slice)
    {
        (_write, _writing, _writingBytes) = (null, null, 0);
        _written = Stopwatch.GetTimestamp();
        foreach (var (session, queued) in slice.Queued)
            session.Deliver(queued);
        Written(slice.To);
    }

    TimeSpan UntilWrite()
    {
        if (ReadThrough == Cursor)
            return IdleInterval;
        if (Hurry || !_filling.IsEmpty)
            return TimeSpan.Zero;
        // What changed nothing only moves the cursor.
        var left = IdleInterval - Stopwatch.GetElapsedTime(_written);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>A QoS 2 publish of a stored session, or its release: what must not be taken twice.</summary>
    void Note(in StoredRecord record)
    {
        if (sessions.Find(Encoding.UTF8.GetString(record.DeviceId)) is { IsStored: true } session && session.Id <= record.Epoch)
            _filling.Received.Add((session.Id, record.PacketId, record.Kind == RecordKind.Release ? 0 : record.Sequence));
    }

    void HandOn(in StoredRecord record)
    {
        var (appId, topic) = (Encoding.UTF8.GetString(record.AppId), Encoding.UTF8.GetString(record.Topic));
        subscriptions.Match(appId, topic, _found);
        if (_found.Count == 0 && !record.Retain)
            return;
        var (properties, expiresAt) = ExchangeMessage.Travelling(record.Properties, DateTimeOffset.FromUnixTimeMilliseconds(record.ReceivedAt));
        var message = new ExchangeMessage(topic, record.Payload.ToArray(), properties, (QualityOfService)record.QoS, record.Retain, Encoding.UTF8.GetString(record.DeviceId), expiresAt);
        if (record.Retain && _retains)
            Retain(appId, message);
        foreach (var copies in _found.GroupBy(listening => (listening.Session, Shared: TopicFilter.IsShared(Encoding.UTF8.GetBytes(listening.Asked.Filter)) ? listening : null)))
            Give(copies.Key.Session, message, [.. copies]);
    }

    void Retain(string appId, ExchangeMessage message)
    {
        if (retained.TrySet(appId, message))
        {
            _filling.Retained.Add((appId, message));
            _fillingBytes += message.Bytes;
            return;
        }
        traces.Write(new TraceEntry(TraceKind.Uplink, TraceOutcome.Failed, clock.GetUtcNow(), ExchangeReasons.RetainedFull.With(
            ("topic", Shown.Text(message.Topic)), ("max", $"{options.Limits.RetainedMessagesMax}"), ("bytes", $"{options.Limits.RetainedBytesMax}")))
        {
            DeviceId = message.From,
            Topic = Shown.Text(message.Topic),
        });
    }

    /// <summary>One copy for a session, however many of its filters match, at the highest QoS that it asked for [MQTT-3.3.4-2].</summary>
    void Give(DeviceSession session, ExchangeMessage message, List<Listening> matching)
    {
        // [MQTT-3.8.3-3]: not back to who said it, when it asked for that.
        matching.RemoveAll(listening => listening.Asked.NoLocal && message.From == session.Identity.DeviceId);
        if (matching.Count == 0 || !MayHear(session.Identity, message.Topic))
            return;
        var best = matching.MaxBy(listening => listening.Asked.QoS)!.Asked; // Not empty.
        var qos = best.QoS < message.QoS ? best.QoS : message.QoS;
        // [MQTT-3.3.1-12], [MQTT-3.3.1-13]
        var retain = message.Retain && matching.Exists(listening => listening.Asked.RetainAsPublished);
        IReadOnlyList<int> identifiers = [.. matching.Where(listening => listening.Identifier > 0).Select(listening => listening.Identifier)];
        if (qos == QualityOfService.AtMostOnce)
            session.SendNow(message, retain, identifiers);
        else if (session.TryReserve(message, qos, retain, identifiers) is { } queued)
            if (session.IsStored)
            {
                _filling.Queued.Add((session, queued));
                _fillingBytes += message.Bytes;
            }
            else
                session.Deliver(queued);
    }

    bool MayHear(DeviceIdentity device, string topic)
    {
        foreach (var permission in _permissions)
            if (!permission.MayHear(device, topic))
                return false;
        return true;
    }

    /// <summary>What is written together; <see cref="Write"/> runs on the writer thread of the file.</summary>
    sealed class Slice
    {
        public List<(DeviceSession Session, QueuedMessage Message)> Queued { get; } = [];
        public List<(string AppId, ExchangeMessage Message)> Retained { get; } = [];

        /// <summary>Sequence 0: released.</summary>
        public List<(long SessionId, ushort PacketId, long Sequence)> Received { get; } = [];

        public long To { get; set; }

        public bool IsEmpty => Queued.Count == 0 && Retained.Count == 0 && Received.Count == 0;

        public void Write(DbConnection exchange)
        {
            foreach (var (session, queued) in Queued)
                if (!session.HasEnded)
                    QueueTable.Insert(exchange, session.Id, queued);
            foreach (var (appId, message) in Retained)
                RetainedStore.Write(exchange, appId, message);
            foreach (var (sessionId, packetId, sequence) in Received)
                if (sequence == 0)
                    QueueTable.ReceivedIsReleased(exchange, sessionId, packetId);
                else
                    QueueTable.Receive(exchange, sessionId, packetId, sequence);
            exchange.Execute("update exchange_cursor set sequence = @to", ("@to", To));
        }
    }
}
