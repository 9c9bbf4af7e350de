using CsCheck;
using Dukou.Protocol.Mqtt;
using static Dukou.Protocol.Tests.Mqtt.PacketText;

namespace Dukou.Protocol.Tests.Mqtt;

/// <summary>Any packet that can be written reads as itself, in whatever two parts its bytes arrive.</summary>
public sealed class RoundTripTests
{
    const int Packets = 1_000;

    [Fact]
    public void CONNECT() => Check(PacketGenerators.Connect);

    [Fact]
    public void CONNACK() => Check(PacketGenerators.ConnAck);

    [Fact]
    public void PUBLISH() => Check(PacketGenerators.Publish);

    [Fact]
    public void PUBACK_PUBREC_PUBREL_PUBCOMP() => Check(PacketGenerators.Acknowledgement);

    [Fact]
    public void SUBSCRIBE() => Check(PacketGenerators.Subscribe);

    [Fact]
    public void UNSUBSCRIBE() => Check(PacketGenerators.Unsubscribe);

    [Fact]
    public void SUBACK_UNSUBACK() => Check(PacketGenerators.SubscriptionAnswer);

    [Fact]
    public void DISCONNECT() => Check(PacketGenerators.Disconnect);

    [Fact]
    public void AUTH() => Check(PacketGenerators.Auth);

    static void Check(Gen<object> packets) => packets.Sample(
        packet =>
        {
            var bytes = WireCodec.Encode(packet, ProtocolVersion.V500);
            for (var cut = 0; cut < bytes.Length; cut++)
                if (PacketReader.TryRead(bytes.AsSpan(0, cut), WireCodec.PacketBytesMax, out _))
                    return false;
            var read = WireCodec.Decode(bytes, ProtocolVersion.V500, out var length);
            return length == bytes.Length && Describe(read) == Describe(packet);
        },
        iter: Packets,
        print: Describe);
}
