using Dukou.Protocol.Mqtt;

namespace Dukou.Server.Exchange;

// What goes down above QoS 0: a place in the queue first, durable when the session is stored, then the wire, as the peer's window allows.
sealed partial class DeviceSession
{
    /// <summary>Lower packet identifiers belong to what the platform itself sends over a connection.</summary>
    public const ushort FirstPacketId = 0x8000;

    readonly Queue<QueuedMessage> _waiting = new();
    readonly Dictionary<ushort, QueuedMessage> _sent = [];
    // Of everything that is not acknowledged, in memory or not.
    readonly HashSet<ushort> _packetIds = [];
    // Have a place but are not in the queue yet: their rows are being written.
    readonly HashSet<long> _reserved = [];
    // May have been on a wire over an earlier connection.
    readonly HashSet<ushort> _sentBefore = [];
    long _bytes;
    ushort _lastPacketId = FirstPacketId - 1;
    Task _releasing = Task.CompletedTask;

    /// <summary>From the file, at the start of the process: what may have been sent before.</summary>
    public void Restore(ushort packetId, int bytes)
    {
        _packetIds.Add(packetId);
        _sentBefore.Add(packetId);
        _bytes += bytes;
    }

    /// <summary>Sends a message of QoS 0 to whoever is there now.</summary>
    public void SendNow(ExchangeMessage message, bool retain, IReadOnlyList<int> identifiers) =>
        _connection?.Send(message, QualityOfService.AtMostOnce, retain, identifiers, 0, duplicate: false);

    /// <summary>A place in the queue for a message above QoS 0; null when there is none, which is traced. <see cref="Deliver"/> follows.</summary>
    public QueuedMessage? TryReserve(ExchangeMessage message, QualityOfService qos, bool retain, IReadOnlyList<int> identifiers)
    {
        lock (_gate)
        {
            if (_ended || (!isStored && _connection is null))
                return null;
            if (_packetIds.Count < services.Limits.QueuedMessagesMax && _bytes + message.Bytes <= services.Limits.QueuedBytesMax)
            {
                var queued = new QueuedMessage(services.File.NextId(), NextPacketId(), message, qos, retain, identifiers);
                _packetIds.Add(queued.PacketId);
                _bytes += message.Bytes;
                _reserved.Add(queued.Id);
                return queued;
            }
        }
        services.TraceDropped(identity.DeviceId, message);
        return null;
    }

    /// <summary>The message's row, if it has one, is durable: it may go out.</summary>
    public void Deliver(QueuedMessage queued)
    {
        lock (_gate)
        {
            if (!_reserved.Remove(queued.Id) || _connection is null)
                return;
            _waiting.Enqueue(queued);
            Pump();
        }
    }

    /// <summary>PUBACK. An identifier that nothing waits under is an acknowledgement that comes late.</summary>
    public void Acknowledge(ISessionConnection connection, ushort packetId)
    {
        lock (_gate)
            if (_connection == connection && _sent.TryGetValue(packetId, out var queued) && queued.QoS == QualityOfService.AtLeastOnce)
                Finish(queued);
    }

    /// <summary>PUBREC: from here on only PUBREL may be sent, also after a restart [MQTT-4.3.3-6].</summary>
    public void Receive(ISessionConnection connection, ushort packetId, ReasonCode code)
    {
        lock (_gate)
        {
            if (_connection != connection)
                return;
            if (!_sent.TryGetValue(packetId, out var queued) || queued.QoS != QualityOfService.ExactlyOnce)
                connection.SendRelease(packetId, ReasonCode.PacketIdentifierNotFound);
            else if (code >= ReasonCode.UnspecifiedError)
                Finish(queued);
            else
            {
                var written = isStored && !queued.IsReleased ? services.File.ReleaseAsync(id, packetId) : Task.CompletedTask;
                queued.IsReleased = true;
                _releasing = ReleaseAsync(_releasing, written, connection, packetId);
            }
        }
    }

    /// <summary>PUBCOMP.</summary>
    public void Complete(ISessionConnection connection, ushort packetId)
    {
        lock (_gate)
            if (_connection == connection && _sent.TryGetValue(packetId, out var queued) && queued.IsReleased)
                Finish(queued);
    }

    /// <summary>An acknowledgement elsewhere has made room in the window.</summary>
    public void Continue()
    {
        lock (_gate)
            Pump();
    }

    // In the order of the PUBRECs [MQTT-4.6.0-4].
    static async Task ReleaseAsync(Task before, Task written, ISessionConnection connection, ushort packetId)
    {
        await before;
        try
        {
            await written;
        }
        // The world's fault: without a durable word there is no PUBREL; the next connection tries again.
        catch (Storage.StorageException)
        {
            return;
        }
        connection.SendRelease(packetId);
    }

    void Finish(QueuedMessage queued)
    {
        _sent.Remove(queued.PacketId);
        Forget(queued);
        _connection?.Window.Leave();
        Pump();
    }

    void Forget(QueuedMessage queued)
    {
        _packetIds.Remove(queued.PacketId);
        _bytes -= queued.Message.Bytes;
        if (isStored)
            services.File.Forget(id, queued.PacketId);
    }

    void Pump()
    {
        while (_connection is { } connection && _waiting.TryPeek(out var queued))
        {
            // [MQTT-3.3.2-5]: what has expired before it was sent is not sent at all.
            if (!queued.WasSent && queued.Message.IsExpired(services.Clock.GetUtcNow()))
            {
                _waiting.Dequeue();
                Forget(queued);
                continue;
            }
            if (!connection.Window.TryEnter())
                return;
            _waiting.Dequeue();
            _sent.Add(queued.PacketId, queued);
            if (queued.IsReleased)
                connection.SendRelease(queued.PacketId);
            else if (!connection.Send(queued.Message, queued.QoS, queued.Retain, queued.Identifiers, queued.PacketId, duplicate: queued.WasSent))
            {
                _sent.Remove(queued.PacketId);
                connection.Window.Leave();
                Forget(queued);
            }
            queued.WasSent = true;
        }
    }

    // What is on its way stays unacknowledged; a stored session reads it again from its file.
    void PutBack()
    {
        foreach (var queued in _sent.Values.Concat(_waiting.Where(queued => queued.WasSent)))
            _sentBefore.Add(queued.PacketId);
        _sent.Clear();
        _waiting.Clear();
    }

    void Load()
    {
        foreach (var queued in services.File.Queued(id))
        {
            // It comes by Deliver as soon as whoever wrote it knows that it is written.
            if (_reserved.Contains(queued.Id) || !_packetIds.Contains(queued.PacketId))
                continue;
            queued.WasSent = _sentBefore.Contains(queued.PacketId);
            _waiting.Enqueue(queued);
        }
        _sentBefore.Clear();
    }

    ushort NextPacketId()
    {
        do
            _lastPacketId = _lastPacketId == ushort.MaxValue ? FirstPacketId : (ushort)(_lastPacketId + 1);
        while (_packetIds.Contains(_lastPacketId));
        return _lastPacketId;
    }
}
