using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Tests.Clauses;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Gateway;

/// <summary>What MQTT 5 adds: reasons in words, the peer's limits, aliases and identifiers.</summary>
public sealed class Mqtt5Tests
{
    static readonly WireConnect V5 = new() { Version = ProtocolVersion.V500 };

    static Func<ConnectPacket, ConnectPacket> WithWill(QualityOfService qos, bool retain) =>
        connect => connect with { Will = new WillMessage { Topic = "gone", Payload = "x"u8.ToArray(), QoS = qos, Retain = retain } };

    [Fact]
    public async Task A_reason_string_is_text_of_MQTT_whatever_the_peer_calls_things() // [MQTT-1.5.4-2]
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, new WireConnect { Version = ProtocolVersion.V500 });
        var ack = await device.PublishAckedAsync(Lamp.Report(deviceId), """{"services":[{"service_id":"Lamp","properties":{"a\u0000b":1}}]}""");
        Assert.Contains("a␀b", ack.ReasonString, StringComparison.Ordinal);
    }

    [Fact]
    [Clause5("3.2.2-9")]
    public async Task CONNACK_says_what_the_platform_does_not_do()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectRawAsync();
        var connAck = await device.TryConnectDeviceAsync(deviceId, V5 with { At = platform.Clock.GetUtcNow(), Change = connect => connect with { SessionExpiryInterval = 7200, CleanStart = false } });
        Assert.Equal(new ConnAckPacket
        {
            MaximumQoS = QualityOfService.AtLeastOnce,
            RetainAvailable = false,
            SharedSubscriptionAvailable = false,
            SubscriptionIdentifierAvailable = false,
            MaximumPacketSize = 1024 * 1024 + 64 * 1024,
            TopicAliasMaximum = 32,
            ReceiveMaximum = 4096,
            SessionExpiryInterval = 0,
        }, connAck with { UserProperties = new ConnAckPacket().UserProperties });
    }

    [Theory]
    [InlineData(1, true, ReasonCode.RetainNotSupported)]
    [InlineData(2, false, ReasonCode.QoSNotSupported)]
    [Clause5("3.2.2-12", "3.2.2-13")]
    [Provokes("connect.will_not_supported")]
    public async Task A_will_that_asks_for_what_CONNACK_rules_out_is_refused(int qos, bool retain, ReasonCode code) // [MQTT-3.2.2-12], [MQTT-3.2.2-13]
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectRawAsync();
        var connAck = await device.TryConnectDeviceAsync(deviceId, V5 with { At = platform.Clock.GetUtcNow(), Change = WithWill((QualityOfService)qos, retain) });
        Assert.Equal((code, (await platform.TraceAsync("connect.will_not_supported")).Because.Sentence()), (connAck.Reason, connAck.ReasonString));
    }

    [Fact]
    public async Task Any_other_will_is_ignored()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, V5 with { Change = WithWill(QualityOfService.AtLeastOnce, retain: false) });
        await platform.TraceAsync("connect.will_ignored");
        await device.PingAsync();
    }

    [Fact]
    public async Task A_refused_CONNECT_is_told_what_the_trace_says()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectRawAsync();
        var connAck = await device.TryConnectDeviceAsync(deviceId, V5 with { At = platform.Clock.GetUtcNow(), Secret = "87654321" });
        var traced = (await platform.TraceAsync("connect.wrong_password")).Because.Sentence();
        Assert.Equal((ReasonCode.BadUserNameOrPassword, traced), (connAck.Reason, connAck.ReasonString));
    }

    [Fact]
    public async Task DISCONNECT_says_in_words_what_the_trace_says()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;

        await using var older = await platform.ConnectDeviceAsync(deviceId, V5);
        await using var newer = await platform.ConnectDeviceAsync(deviceId, V5);
        await AssertSaidAsync(older, ReasonCode.SessionTakenOver, "connection.taken_over");

        await newer.SendAsync(output => V5.Packet(deviceId).Write(output));
        await AssertSaidAsync(newer, ReasonCode.ProtocolError, "connection.protocol_error");

        await using var third = await platform.ConnectDeviceAsync(deviceId, V5);
        await third.SendAsync(output => new PublishPacket { Topic = "a"u8, QoS = QualityOfService.ExactlyOnce, PacketId = 1 }.Write(output, ProtocolVersion.V500));
        await AssertSaidAsync(third, ReasonCode.QoSNotSupported, "uplink.qos2_not_supported");

        async Task AssertSaidAsync(WireClient device, ReasonCode code, string reason)
        {
            var goodbye = await device.ReadDisconnectPacketAsync();
            Assert.Equal((code, (await platform.TraceAsync(reason)).Because.Sentence()), (goodbye.Reason, goodbye.ReasonString));
        }
    }

    [Fact]
    public async Task A_refused_publish_is_acknowledged_with_its_reason_in_words()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, V5);
        var ack = await device.PublishAckedAsync(Lamp.Report("other_device"), Lamp.Level);
        Assert.Equal(ReasonCode.NotAuthorized, ack.Reason);
        Assert.Contains("belongs to another device", ack.ReasonString, StringComparison.Ordinal);
    }

    [Fact]
    [Clause5("3.1.2-29")]
    public async Task Who_asks_for_no_problem_information_gets_codes_without_words() // [MQTT-3.1.2-29]
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, V5 with { Change = connect => connect with { RequestProblemInformation = false } });
        var ack = await device.PublishAckedAsync(Lamp.Report("other_device"), Lamp.Level);
        Assert.Equal(ReasonCode.NotAuthorized, ack.Reason);
        Assert.Null(ack.ReasonString);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Clause5("3.2.2-19", "3.4.2-2")]
    public async Task Words_that_the_peer_has_no_room_for_are_left_out(bool refused) // [MQTT-3.4.2-2], [MQTT-3.2.2-19]
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        var small = V5 with { Change = connect => connect with { MaximumPacketSize = 60 }, Secret = refused ? "87654321" : "12345678", At = platform.Clock.GetUtcNow() };
        await using var device = await platform.ConnectRawAsync();
        var connAck = await device.TryConnectDeviceAsync(deviceId, small);
        Assert.Null(connAck.ReasonString);
        Assert.Equal(refused ? ReasonCode.BadUserNameOrPassword : ReasonCode.Success, connAck.Reason);
        if (refused)
            return;
        var ack = await device.PublishAckedAsync(Lamp.Report("other_device"), Lamp.Level);
        Assert.Equal(ReasonCode.NotAuthorized, ack.Reason);
        Assert.Null(ack.ReasonString);
    }

    [Fact]
    public async Task A_refusal_names_a_topic_of_any_length()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, V5);
        var ack = await device.PublishAckedAsync("$oc/devices/" + new string('x', 65_000) + "/sys/messages/up", "{}");
        Assert.Equal(ReasonCode.NotAuthorized, ack.Reason);
        Assert.InRange(Encoding.UTF8.GetByteCount(ack.ReasonString!), 1, 2048);
    }

    [Fact]
    [Clause5("3.3.4-6")]
    public async Task A_subscription_identifier_in_a_publish_up_is_a_protocol_error() // [MQTT-3.3.4-6]
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, V5);
        await device.SendAsync(output => new PublishPacket
        {
            Topic = Encoding.UTF8.GetBytes(Lamp.Report(deviceId)),
            Payload = "{}"u8,
            Properties = new PublishProperties { SubscriptionIdentifiers = [5] }.ToBytes(),
        }.Write(output, ProtocolVersion.V500));
        Assert.Equal(ReasonCode.ProtocolError, await device.ReadDisconnectAsync());
    }

    [Fact]
    public async Task A_publish_down_that_the_peer_has_no_room_for_is_not_sent() // [MQTT-3.1.2-24]
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, V5 with { Change = connect => connect with { MaximumPacketSize = 100 } });
        var asking = platform.CommandAsync(deviceId);
        await platform.TraceAsync("request.too_large_for_device");
        await device.PingAsync();
        await asking.ContinueWith(_ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    [Fact]
    [Clause5("4.12.0-1")]
    public async Task Enhanced_authentication_is_refused_by_its_own_code() // [MQTT-4.12.0-1]
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectRawAsync();
        var connAck = await device.TryConnectDeviceAsync(deviceId, V5 with { At = platform.Clock.GetUtcNow(), Change = connect => connect with { AuthenticationMethod = "SCRAM-SHA-1" } });
        Assert.Equal(ReasonCode.BadAuthenticationMethod, connAck.Reason);
    }
}
