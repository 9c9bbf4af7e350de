using System.Buffers;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;

namespace Dukou.Server.Sessions;

/// <summary>
/// PUBACKs, and at QoS 2 PUBRECs and PUBCOMPs, that wait for durability, in the order in which their packets arrived [MQTT-4.6.0-2],
/// [MQTT-4.6.0-3]. A refusal waits behind earlier
/// acceptances. Bound: <see cref="WaitingMax"/>; the reader stops when it is full. Guarded by the outbound's gate.
/// </summary>
sealed class AckQueue(ProtocolVersion version)
{
    public const int WaitingMax = 4096;
    // What a burst needed is given back when it is over.
    const int KeptCapacity = 128;

    readonly Queue<Ack> _waiting = new();

    public bool IsFull => _waiting.Count >= WaitingMax;

    /// <summary>Places for which memory is held.</summary>
    public int Capacity => _waiting.Capacity;

    /// <summary><paramref name="sequence"/> is the inbox record that must be durable first; 0 for a refusal.</summary>
    public void Add(ushort packetId, ReasonCode code, string? reasonString, long sequence, PacketType type = PacketType.PubAck) =>
        _waiting.Enqueue(new(packetId, code, type, reasonString, sequence));

    /// <summary>Writes every acknowledgement at the head that is due now that <paramref name="durable"/> is on disk.</summary>
    public void WriteDue(long durable, IBufferWriter<byte> output)
    {
        while (_waiting.TryPeek(out var ack) && ack.Sequence <= durable)
        {
            _waiting.Dequeue();
            switch (ack.Type)
            {
                case PacketType.PubRec:
                    PubRecPacket.Write(output, ack.PacketId, ack.Code, ack.ReasonString, version);
                    break;
                case PacketType.PubComp:
                    PubCompPacket.Write(output, ack.PacketId, ack.Code, ack.ReasonString, version);
                    break;
                default:
                    PubAckPacket.Write(output, ack.PacketId, ack.Code, ack.ReasonString, version);
                    break;
            }
        }
        if (_waiting.Count == 0 && _waiting.Capacity > KeptCapacity)
            _waiting.TrimExcess();
    }

    readonly record struct Ack(ushort PacketId, ReasonCode Code, PacketType Type, string? ReasonString, long Sequence);
}
