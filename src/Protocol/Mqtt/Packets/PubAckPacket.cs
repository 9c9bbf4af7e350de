using System.Buffers;

namespace Dukou.Protocol.Mqtt.Packets;

/// <summary>PUBACK: the answer to a PUBLISH with QoS 1.</summary>
public readonly record struct PubAckPacket(ushort PacketId, ReasonCode Reason = ReasonCode.Success, string? ReasonString = null)
{
    /// <summary>MQTT 5 only.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get => field ?? []; init; }

    public static PubAckPacket Read(in Packet packet, ProtocolVersion version)
    {
        var packetId = Acknowledgement.Read(packet, version, out var reason, out var reasonString, out var userProperties);
        return new PubAckPacket(packetId, reason, reasonString) { UserProperties = userProperties };
    }

    public void Write(IBufferWriter<byte> output, ProtocolVersion version) =>
        Acknowledgement.Write(output, PacketType.PubAck, PacketId, Reason, ReasonString, UserProperties, version);

    /// <summary>The hot form: four bytes in one span for success, no allocation. MQTT 3.x carries no reason.</summary>
    public static void Write(
        IBufferWriter<byte> output, ushort packetId, ReasonCode reason, string? reasonString, ProtocolVersion version) =>
        Acknowledgement.Write(output, PacketType.PubAck, packetId, reason, reasonString, null, version);
}
