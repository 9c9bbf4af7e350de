namespace Dukou.Server.Exchange;

/// <summary>
/// Packet identifiers of QoS 2 publishes that came up and were not released yet (PUBREL): the same one again is the same message
/// [MQTT-4.3.3-10]. Bound: what CONNACK announced as Receive Maximum. Its owner guards it with <see cref="Gate"/>.
/// </summary>
sealed class ReceivedPackets
{
    // Few devices ever publish at QoS 2.
    Dictionary<ushort, long>? _sequences;

    /// <summary>Held from the look at an identifier until its record has a place in the log: two connections of one session may meet here.</summary>
    public Lock Gate { get; } = new();

    public int Count => _sequences?.Count ?? 0;

    /// <summary>The inbox record that the identifier stands for; 0 when the publish was refused.</summary>
    public bool TryFind(ushort packetId, out long sequence)
    {
        sequence = 0;
        return _sequences?.TryGetValue(packetId, out sequence) == true;
    }

    public void Add(ushort packetId, long sequence) => (_sequences ??= [])[packetId] = sequence;

    public bool Remove(ushort packetId) => _sequences?.Remove(packetId) == true;
}
