using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Tests.Clauses;

namespace Dukou.Server.Tests.Gateway;

/// <summary>Topic aliases from the device (MQTT 5.0, 3.3.2.3.4).</summary>
public sealed class AliasTests
{
    [Fact]
    [Clause5("3.3.2-12")]
    public async Task A_topic_is_sent_once_and_then_by_its_alias()
    {
        var (platform, device, deviceId) = await ConnectAsync();
        await using var _ = platform;
        await using var __ = device;
        await PublishAsync(device, Lamp.Report(deviceId), 3, 1);
        await PublishAsync(device, "", 3, 2);
        await PublishAsync(device, Lamp.Report("other_device"), 3, 3);
        await PublishAsync(device, "", 3, 4);
        var codes = new List<ReasonCode>();
        for (var i = 0; i < 4; i++)
            codes.Add(PubAckPacket.Read((await device.ReadAsync()).Packet, ProtocolVersion.V500).Reason);
        Assert.Equal([ReasonCode.Success, ReasonCode.Success, ReasonCode.NotAuthorized, ReasonCode.NotAuthorized], codes);
    }

    [Theory]
    [InlineData("", 5, ReasonCode.ProtocolError)]
    [InlineData("a", 33, ReasonCode.TopicAliasInvalid)] // [MQTT-3.3.2-9]
    [InlineData("", 65535, ReasonCode.ProtocolError)]
    public async Task An_alias_that_can_not_be_ends_the_link(string topic, ushort alias, ReasonCode code)
    {
        var (platform, device, _) = await ConnectAsync();
        await using var __ = platform;
        await using var ___ = device;
        await PublishAsync(device, topic, alias, 1);
        Assert.Equal(code, await device.ReadDisconnectAsync());
    }

    static async Task<(TestPlatform, WireClient, string)> ConnectAsync()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        return (platform, await platform.ConnectDeviceAsync(deviceId, new WireConnect { Version = ProtocolVersion.V500 }), deviceId);
    }

    static ValueTask PublishAsync(WireClient device, string topic, ushort alias, ushort packetId) => device.SendAsync(output => new PublishPacket
    {
        Topic = Encoding.UTF8.GetBytes(topic),
        Payload = Encoding.UTF8.GetBytes(Lamp.Level),
        QoS = QualityOfService.AtLeastOnce,
        PacketId = packetId,
        Properties = new PublishProperties { TopicAlias = alias }.ToBytes(),
    }.Write(output, ProtocolVersion.V500));
}
