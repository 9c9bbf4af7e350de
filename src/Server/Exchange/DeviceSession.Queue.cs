using Dukou.Protocol.Mqtt;

namespace Dukou.Server.Exchange;

// What goes down above QoS 0: a place in the queue first, durable when the session is stored, then the wire, as the peer's window allows.
sealed partial class DeviceSession
{
    /// <summary>Lower packet identifiers belong to what the platform itself sends over a connection.</summary>
    public const ushort FirstPacketId = 0x8000;

    // Made with the first message: most sessions never have one.
    Backlog? _held;
    long _bytes;
    ushort _lastPacketId = FirstPacketId - 1;
    Task _releasing = Task.CompletedTask;

    Backlog Held => _held ??= new();

    /// <summary>From the file, at the start of the process: what may have been sent before.</summary>
    public void Restore(ushort packetId, int bytes)
    {
        Held.PacketIds.Add(packetId);
        Held.SentBefore.Add(packetId);
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
            if (Held.PacketIds.Count < services.Limits.QueuedMessagesMax && _bytes + message.Bytes <= services.Limits.QueuedBytesMax)
            {
                var queued = new QueuedMessage(services.File.NextId(), NextPacketId(), message, qos, retain, identifiers);
                Held.PacketIds.Add(queued.PacketId);
                _bytes += message.Bytes;
                Held.Reserved.Add(queued.Id);
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
            if (!Held.Reserved.Remove(queued.Id) || _connection is null)
                return;
            Held.Waiting.Enqueue(queued);
            Pump();
        }
    }

    /// <summary>PUBACK. An identifier that nothing waits under is an acknowledgement that comes late.</summary>
    public void Acknowledge(ISessionConnection connection, ushort packetId)
    {
        lock (_gate)
            if (_connection == connection && Held.Sent.TryGetValue(packetId, out var queued) && queued.QoS == QualityOfService.AtLeastOnce)
                Finish(queued);
    }

    /// <summary>PUBREC: from here on only PUBREL may be sent, also after a restart [MQTT-4.3.3-6].</summary>
    public void Receive(ISessionConnection connection, ushort packetId, ReasonCode code)
    {
        lock (_gate)
        {
            if (_connection != connection)
                return;
            if (!Held.Sent.TryGetValue(packetId, out var queued) || queued.QoS != QualityOfService.ExactlyOnce)
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
            if (_connection == connection && Held.Sent.TryGetValue(packetId, out var queued) && queued.IsReleased)
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
        Held.Sent.Remove(queued.PacketId);
        Forget(queued);
        _connection?.Window.Leave();
        Pump();
    }

    void Forget(QueuedMessage queued)
    {
        Held.PacketIds.Remove(queued.PacketId);
        _bytes -= queued.Message.Bytes;
        if (isStored)
            services.File.Forget(id, queued.PacketId);
    }

    void Pump()
    {
        while (_held is not null && _connection is { } connection && _held.Waiting.TryPeek(out var queued))
        {
            // [MQTT-3.3.2-5]: what has expired before it was sent is not sent at all.
            if (!queued.WasSent && queued.Message.IsExpired(services.Clock.GetUtcNow()))
            {
                Held.Waiting.Dequeue();
                Forget(queued);
                continue;
            }
            if (!connection.Window.TryEnter())
                return;
            Held.Waiting.Dequeue();
            Held.Sent.Add(queued.PacketId, queued);
            if (queued.IsReleased)
                connection.SendRelease(queued.PacketId);
            else if (!connection.Send(queued.Message, queued.QoS, queued.Retain, queued.Identifiers, queued.PacketId, duplicate: queued.WasSent))
            {
                Held.Sent.Remove(queued.PacketId);
                connection.Window.Leave();
                Forget(queued);
            }
            queued.WasSent = true;
        }
    }

    // What is on its way stays unacknowledged; a stored session reads it again from its file.
    void PutBack()
    {
        if (_held is null)
            return;
        foreach (var queued in Held.Sent.Values.Concat(Held.Waiting.Where(queued => queued.WasSent)))
            Held.SentBefore.Add(queued.PacketId);
        Held.Sent.Clear();
        Held.Waiting.Clear();
    }

    void Load()
    {
        foreach (var queued in services.File.Queued(id))
        {
            // It comes by Deliver as soon as whoever wrote it knows that it is written.
            if (Held.Reserved.Contains(queued.Id) || !Held.PacketIds.Contains(queued.PacketId))
                continue;
            queued.WasSent = Held.SentBefore.Contains(queued.PacketId);
            Held.Waiting.Enqueue(queued);
        }
        _held?.SentBefore.Clear();
    }

    ushort NextPacketId()
    {
        do
            _lastPacketId = _lastPacketId == ushort.MaxValue ? FirstPacketId : (ushort)(_lastPacketId + 1);
        while (Held.PacketIds.Contains(_lastPacketId));
        return _lastPacketId;
    }

    sealed class Backlog
    {
        public Queue<QueuedMessage> Waiting { get; } = new();

        public Dictionary<ushort, QueuedMessage> Sent { get; } = [];

        /// <summary>Of everything that is not acknowledged, in memory or not.</summary>
        public HashSet<ushort> PacketIds { get; } = [];

        /// <summary>Have a place but are not in the queue yet: their rows are being written.</summary>
        public HashSet<long> Reserved { get; } = [];

        /// <summary>May have been on a wire over an earlier connection.</summary>
        public HashSet<ushort> SentBefore { get; } = [];
    }
}
