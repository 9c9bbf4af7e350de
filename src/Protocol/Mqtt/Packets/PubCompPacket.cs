using System.Buffers;

namespace Dukou.Protocol.Mqtt.Packets;

/// <summary>PUBCOMP: the last packet of a QoS 2 exchange.</summary>
public readonly record struct PubCompPacket(ushort PacketId, ReasonCode Reason = ReasonCode.Success, string? ReasonString = null)
{
    /// <summary>MQTT 5 only.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get => field ?? []; init; }

    public static PubCompPacket Read(in Packet packet, ProtocolVersion version)
    {
        var packetId = Acknowledgement.Read(packet, version, out var reason, out var reasonString, out var userProperties);
        return new PubCompPacket(packetId, reason, reasonString) { UserProperties = userProperties };
    }

    public void Write(IBufferWriter<byte> output, ProtocolVersion version) =>
        Acknowledgement.Write(output, PacketType.PubComp, PacketId, Reason, ReasonString, UserProperties, version);

    /// <summary>The hot form: four bytes in one span for success, no allocation. MQTT 3.x carries no reason.</summary>
    public static void Write(
        IBufferWriter<byte> output, ushort packetId, ReasonCode reason, string? reasonString, ProtocolVersion version) =>
        Acknowledgement.Write(output, PacketType.PubComp, packetId, reason, reasonString, null, version);
}
