using System.Buffers;

namespace Dukou.Protocol.Mqtt.Packets;

/// <summary>PUBREC: the first answer to a PUBLISH with QoS 2; a reason of 0x80 and above ends the exchange.</summary>
public readonly record struct PubRecPacket(ushort PacketId, ReasonCode Reason = ReasonCode.Success, string? ReasonString = null)
{
    /// <summary>MQTT 5 only.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get => field ?? []; init; }

    public static PubRecPacket Read(in Packet packet, ProtocolVersion version)
    {
        var packetId = Acknowledgement.Read(packet, version, out var reason, out var reasonString, out var userProperties);
        return new PubRecPacket(packetId, reason, reasonString) { UserProperties = userProperties };
    }

    public void Write(IBufferWriter<byte> output, ProtocolVersion version) =>
        Acknowledgement.Write(output, PacketType.PubRec, PacketId, Reason, ReasonString, UserProperties, version);

    /// <summary>The hot form: four bytes in one span for success, no allocation. MQTT 3.x carries no reason.</summary>
    public static void Write(
        IBufferWriter<byte> output, ushort packetId, ReasonCode reason, string? reasonString, ProtocolVersion version) =>
        Acknowledgement.Write(output, PacketType.PubRec, packetId, reason, reasonString, null, version);
}
