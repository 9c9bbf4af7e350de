using Dukou.Protocol.Mqtt;

namespace Dukou.Server.Sessions;

/// <summary>How a QoS 1 publish down ended.</summary>
enum InflightEnd
{
    Acknowledged,
    ConnectionLost,
    Unacknowledged,
}

/// <summary>
/// QoS 1 publishes that the peer has not acknowledged, by packet identifier, as many as the
/// window lets through. Before MQTT 5 an unacknowledged one is sent again every 2 s, 3 sends in all (U:iot_01_0331); MQTT 5 forbids that on a
/// living connection [MQTT-4.4.0-1]. Instants are monotonic domain time.
/// </summary>
sealed class Inflight(SendWindow window, ProtocolVersion version)
{
    public static readonly TimeSpan ResendAfter = TimeSpan.FromSeconds(2);
    public const int SendsMax = 3;

    /// <summary>Higher packet identifiers belong to what other devices say.</summary>
    public const ushort PacketIdMax = 0x7FFF;

    readonly Lock _gate = new();
    // Made with the first: most connections are never sent one.
    Dictionary<ushort, Entry>? _entries;
    ushort _last;
    bool _closed;

    public int Count
    {
        get
        {
            lock (_gate)
                return _entries?.Count ?? 0;
        }
    }

    /// <summary>Takes a packet identifier; null when as many are under way as may be, or the connection has ended.</summary>
    public Entry? TryAdd(string topic, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> properties, TimeSpan now)
    {
        lock (_gate)
        {
            if (_closed || !window.TryEnter())
                return null;
            _entries ??= [];
            do
                _last = (ushort)(_last == PacketIdMax ? 1 : _last + 1);
            while (_entries.ContainsKey(_last));
            var entry = new Entry(_last, topic, payload, properties) { NextSend = now + ResendAfter };
            _entries.Add(_last, entry);
            return entry;
        }
    }

    /// <summary>False when nothing waits under that identifier: a late or repeated acknowledgement.</summary>
    public bool Acknowledge(ushort packetId)
    {
        Entry? entry;
        lock (_gate)
            if (_entries is null || !_entries.Remove(packetId, out entry))
                return false;
        window.Leave();
        entry.End.TrySetResult(InflightEnd.Acknowledged);
        return true;
    }

    /// <summary>Entries to send again now, with DUP set; those that were sent often enough end here.</summary>
    public List<Entry> TakeDue(TimeSpan now)
    {
        var due = new List<Entry>();
        if (version == ProtocolVersion.V500)
            return due;
        lock (_gate)
            foreach (var entry in _entries?.Values.Where(entry => entry.NextSend <= now).ToList() ?? [])
                if (entry.Sends < SendsMax)
                {
                    entry.Sends++;
                    entry.NextSend = now + ResendAfter;
                    due.Add(entry);
                }
                else
                {
                    _entries!.Remove(entry.PacketId); // It comes from there.
                    window.Leave();
                    entry.End.TrySetResult(InflightEnd.Unacknowledged);
                }
        return due;
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            if (_entries is null)
                return;
            foreach (var entry in _entries.Values)
                entry.End.TrySetResult(InflightEnd.ConnectionLost);
            _entries.Clear();
        }
    }

    public sealed class Entry(ushort packetId, string topic, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> properties)
    {
        public ushort PacketId { get; } = packetId;
        public string Topic { get; } = topic;
        public ReadOnlyMemory<byte> Payload { get; } = payload;
        public ReadOnlyMemory<byte> Properties { get; } = properties;
        public int Sends { get; set; } = 1;
        public TimeSpan NextSend { get; set; }
        public TaskCompletionSource<InflightEnd> End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
