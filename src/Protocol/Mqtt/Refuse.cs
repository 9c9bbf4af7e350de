using System.Diagnostics.CodeAnalysis;

namespace Dukou.Protocol.Mqtt;

/// <summary>Throws the refusals of the codec, out of line so that the readers stay small enough to inline.</summary>
static class Refuse
{
    [DoesNotReturn]
    public static void Malformed(string message) => throw new MalformedPacketException(ReasonCode.MalformedPacket, message);

    [DoesNotReturn]
    public static void Protocol(string message) => throw new MalformedPacketException(ReasonCode.ProtocolError, message);

    [DoesNotReturn]
    public static void With(ReasonCode reason, string message) => throw new MalformedPacketException(reason, message);

    [DoesNotReturn]
    public static void Truncated(string what, int needed, int left) =>
        Malformed($"The packet ends inside the {what}: {needed} bytes are needed, {left} are left [MQTT-4.13.1-1].");

    [DoesNotReturn]
    public static void Reason(PacketType type, byte value) =>
        Protocol($"Reason code 0x{value:X2} is not one of {Name(type)} [MQTT-{ReasonClause(type)}].");

    public static string Name(PacketType type) => type.ToString().ToUpperInvariant();

    static string ReasonClause(PacketType type) => type switch
    {
        PacketType.ConnAck => "3.2.2-8",
        PacketType.PubAck => "3.4.2-1",
        PacketType.PubRec => "3.5.2-1",
        PacketType.PubRel => "3.6.2-1",
        PacketType.PubComp => "3.7.2-1",
        PacketType.SubAck => "3.9.3-2",
        PacketType.UnsubAck => "3.11.3-2",
        PacketType.Auth => "3.15.2-1",
        _ => "3.14.2-1",
    };
}
