namespace Dukou.Protocol.Mqtt;

/// <summary>Which reason codes may stand in which packet of MQTT 5 (section 2.4 and the packet's own table).</summary>
static class ReasonTable
{
    static ReadOnlySpan<byte> ConnAck =>
    [
        0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95, 0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F,
    ];

    static ReadOnlySpan<byte> PubAck => [0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99];

    static ReadOnlySpan<byte> PubRel => [0x00, 0x92];

    static ReadOnlySpan<byte> SubAck => [0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2];

    static ReadOnlySpan<byte> UnsubAck => [0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91];

    static ReadOnlySpan<byte> Disconnect =>
    [
        0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99,
        0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2,
    ];

    static ReadOnlySpan<byte> Auth => [0x00, 0x18, 0x19];

    /// <summary>The byte as a reason of this packet type; refused when the packet's table does not list it.</summary>
    public static ReasonCode Require(PacketType type, byte value)
    {
        // The hot case: PUBACK, PUBREC and their like with success.
        if (value != 0 && !Allowed(type).Contains(value))
            Refuse.Reason(type, value);
        return (ReasonCode)value;
    }

    static ReadOnlySpan<byte> Allowed(PacketType type) => type switch
    {
        PacketType.ConnAck => ConnAck,
        PacketType.PubAck or PacketType.PubRec => PubAck,
        PacketType.PubRel or PacketType.PubComp => PubRel,
        PacketType.SubAck => SubAck,
        PacketType.UnsubAck => UnsubAck,
        PacketType.Disconnect => Disconnect,
        PacketType.Auth => Auth,
        _ => [],
    };
}
