using System.Text;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Tests.Clauses;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Gateway;

/// <summary>Every bad input that a device can send: its code on the wire, its reason in the trace.</summary>
public sealed class BadInputTests
{
    static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>What is wrong with the CONNECT of a device with secret 12345678 at 03:04 UTC, the reason for it, and its MQTT 5 code.</summary>
    public static TheoryData<string, string, ReasonCode> Connects { get; } = new()
    {
        { "local time (UTC+8), checked", "connect.stamp_is_local_time", ReasonCode.BadUserNameOrPassword },
        { "an hour of last year, checked", "connect.stamp_is_wrong", ReasonCode.BadUserNameOrPassword },
        { "an hour of last year, checked, and wrong secret", "connect.stamp_is_wrong", ReasonCode.BadUserNameOrPassword },
        { "wrong secret", "connect.wrong_password", ReasonCode.BadUserNameOrPassword },
        { "secret of another device", "connect.secret_of_another_device", ReasonCode.BadUserNameOrPassword },
        { "the secret itself", "connect.password_is_the_secret", ReasonCode.BadUserNameOrPassword },
        { "key and message swapped", "connect.key_and_message_swapped", ReasonCode.BadUserNameOrPassword },
        { "upper-case password", "connect.password_upper_case", ReasonCode.BadUserNameOrPassword },
        { "password of another stamp", "connect.password_of_another_stamp", ReasonCode.BadUserNameOrPassword },
        { "no password", "connect.password_missing", ReasonCode.BadUserNameOrPassword },
        { "no user name", "connect.user_name_missing", ReasonCode.BadUserNameOrPassword },
        { "user name of another device", "connect.user_name_differs", ReasonCode.ClientIdentifierNotValid },
        { "unknown device", "connect.unknown_device", ReasonCode.BadUserNameOrPassword },
        { "frozen device", "connect.device_frozen", ReasonCode.NotAuthorized },
        { "child device", "connect.child_device", ReasonCode.NotAuthorized },
        { "client id without stamp", "connect.client_id_malformed", ReasonCode.ClientIdentifierNotValid },
        { "client id of 60,000 characters", "connect.client_id_malformed", ReasonCode.ClientIdentifierNotValid },
        { "keep-alive off", "connect.keep_alive_out_of_range", ReasonCode.ClientIdentifierNotValid },
    };

    [Theory]
    [MemberData(nameof(Connects))]
    [Clause5("3.1.3-8"), Clause311("3.1.3-9")]
    [Provokes("connect.child_device")]
    [Provokes("connect.client_id_malformed")]
    [Provokes("connect.device_frozen")]
    [Provokes("connect.key_and_message_swapped")]
    [Provokes("connect.password_is_the_secret")]
    [Provokes("connect.password_missing")]
    [Provokes("connect.password_of_another_stamp")]
    [Provokes("connect.password_upper_case")]
    [Provokes("connect.secret_of_another_device")]
    [Provokes("connect.stamp_is_local_time")]
    [Provokes("connect.stamp_is_wrong")]
    [Provokes("connect.unknown_device")]
    [Provokes("connect.user_name_differs")]
    [Provokes("connect.user_name_missing")]
    [Provokes("connect.wrong_password")]
    public async Task A_CONNECT_that_is_refused(string what, string reason, ReasonCode code)
    {
        var platform = await TestPlatform.StartAsync(at: At);
        await using var _ = platform;
        var productId = await platform.AddProductAsync();
        var deviceId = await platform.AddDeviceAsync(productId);
        var otherId = await platform.AddDeviceAsync(productId, "lamp2", """{"secret":"other-secret"}""");
        if (what == "child device")
            deviceId = (string)(await platform.PostAsync(platform.V5 + "devices", $$"""{"node_id":"leaf","product_id":"{{productId}}","gateway_id":"{{deviceId}}"}"""))["device_id"]!;
        if (what == "frozen device")
            (await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V5 + $"devices/{deviceId}/freeze")).Dispose();
        foreach (var version in new[] { ProtocolVersion.V310, ProtocolVersion.V311, ProtocolVersion.V500 })
        {
            await using var device = await platform.ConnectRawAsync();
            var connAck = await device.TryConnectDeviceAsync(deviceId, Wrong(what, deviceId, otherId) with { Version = version });
            var shown = version == ProtocolVersion.V500 ? code : ConnectReturnCodes.ToReason(ConnectReturnCodes.FromReason(code));
            Assert.Equal(shown, connAck.Reason);
            Assert.Equal(version == ProtocolVersion.V500, connAck.ReasonString is not null);
            Assert.Empty(await device.ReadToEndAsync());
            var trace = await platform.TraceAsync(reason);
            Assert.NotEmpty(trace.Because.Remedy());
            Assert.DoesNotContain('{', trace.Because.Sentence(chinese: true));
            Assert.InRange(trace.Because.Sentence().Length, 10, 1000);
            Assert.False(trace.Authenticated);
        }
    }

    static WireConnect Wrong(string what, string deviceId, string otherId)
    {
        const string now = "2026010203", beijing = "2026010211";
        var good = new WireConnect { At = At };
        return what switch
        {
            "local time (UTC+8), checked" => good with { Sign = 1, Stamp = beijing },
            "an hour of last year, checked" => good with { Sign = 1, Stamp = "2025010203" },
            "an hour of last year, checked, and wrong secret" => good with { Sign = 1, Stamp = "2025010203", Secret = "87654321" },
            "wrong secret" => good with { Secret = "87654321" },
            "secret of another device" => good with { Secret = "other-secret" },
            "the secret itself" => good with { Password = "12345678"u8.ToArray() },
            "key and message swapped" => good with { Password = Encoding.ASCII.GetBytes(DevicePassword.Compute(now, "12345678")) },
            "upper-case password" => good with { Password = Encoding.ASCII.GetBytes(DevicePassword.Compute("12345678", now).ToUpperInvariant()) },
            "password of another stamp" => good with { Password = Encoding.ASCII.GetBytes(DevicePassword.Compute("12345678", beijing)) },
            "no password" => good with { Change = connect => connect with { Password = null } },
            "no user name" => good with { Change = connect => connect with { UserName = null, Password = null } },
            "user name of another device" => good with { UserName = otherId },
            "unknown device" => good with { UserName = "nobody", ClientId = $"nobody_0_0_{now}" },
            "client id without stamp" => good with { ClientId = $"{deviceId}_0_0" },
            "client id of 60,000 characters" => good with { ClientId = new string('x', 60_000) },
            "keep-alive off" => good with { KeepAlive = 0 },
            _ => good,
        };
    }

    [Fact]
    [Provokes("connect.authentication_method")]
    public async Task A_CONNECT_that_asks_for_enhanced_authentication_is_refused()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectRawAsync();
        var connAck = await device.TryConnectDeviceAsync(deviceId, new WireConnect
        {
            Version = ProtocolVersion.V500,
            At = platform.Clock.GetUtcNow(),
            Change = connect => connect with { AuthenticationMethod = "SCRAM-SHA-256" },
        });
        Assert.Equal(ReasonCode.BadAuthenticationMethod, connAck.Reason);
        Assert.Contains("SCRAM-SHA-256", (await platform.TraceAsync("connect.authentication_method")).Because.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stamp_that_is_not_checked_may_be_any_ten_digits()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, new WireConnect { Stamp = "2026010225" });
    }

    [Fact]
    [Provokes("connect.unavailable")]
    public async Task A_storage_that_fails_is_never_answered_with_code_4()
    {
        var (platform, _) = await Lamp.StartAsync();
        await using var __ = platform;
        platform.ChangeCore("alter table device rename to lost");
        await using var device = await platform.ConnectRawAsync();
        var connAck = await device.TryConnectDeviceAsync("not_in_any_cache", new WireConnect { At = platform.Clock.GetUtcNow() });
        Assert.Equal(ReasonCode.ServerUnavailable, connAck.Reason);
        await platform.TraceAsync("connect.unavailable");
        platform.ChangeCore("alter table lost rename to device");
    }

    /// <summary>A publish that is refused: what, topic, payload, reason, MQTT 5 code.</summary>
    public static TheoryData<string, string, string, string, ReasonCode> Publishes { get; } = new()
    {
        { "foreign topic", "$oc/devices/{own}x/sys/properties/report", Lamp.Level, "uplink.foreign_topic", ReasonCode.NotAuthorized },
        { "foreign user topic", "$oc/devices/{own}x/user/a", "a", "uplink.foreign_topic", ReasonCode.NotAuthorized },
        { "undeclared user topic", "$oc/devices/{own}/user/a", "a", "uplink.topic_not_allowed", ReasonCode.NotAuthorized },
        { "downlink topic", "$oc/devices/{own}/sys/commands/request_id=1", "{}", "uplink.unknown_topic", ReasonCode.TopicNameInvalid },
        { "unknown topic", "$oc/devices/{own}/sys/nothing", "{}", "uplink.unknown_topic", ReasonCode.TopicNameInvalid },
        { "broker's topic", "$SYS/a", "{}", "uplink.unknown_topic", ReasonCode.TopicNameInvalid },
        { "malformed JSON", "$oc/devices/{own}/sys/properties/report", """{"services":[{""", "uplink.malformed_payload", ReasonCode.PayloadFormatInvalid },
        { "model mismatch", "$oc/devices/{own}/sys/properties/report", """{"services":[{"service_id":"Lamp","properties":{"level":"seven"}}]}""", "uplink.nothing_fits_the_model", ReasonCode.PayloadFormatInvalid },
        { "unknown property", "$oc/devices/{own}/sys/properties/report", """{"services":[{"service_id":"Lamp","properties":{"Level":7}}]}""", "uplink.nothing_fits_the_model", ReasonCode.PayloadFormatInvalid },
        { "answer without request id", "$oc/devices/{own}/sys/commands/response/request_id=", "{}", "uplink.request_id_missing", ReasonCode.TopicNameInvalid },
        { "answer that is no JSON", "$oc/devices/{own}/sys/commands/response/request_id=1", "done", "uplink.malformed_payload", ReasonCode.PayloadFormatInvalid },
        { "compressed event", "$oc/devices/{own}/sys/events/up?encoding=gzip", "zip", "uplink.encoding_not_supported", ReasonCode.PayloadFormatInvalid },
    };

    [Theory]
    [MemberData(nameof(Publishes))]
    [Provokes("uplink.encoding_not_supported")]
    [Provokes("uplink.foreign_topic")]
    [Provokes("uplink.malformed_payload")]
    [Provokes("uplink.nothing_fits_the_model")]
    [Provokes("uplink.request_id_missing")]
    [Provokes("uplink.topic_not_allowed")]
    [Provokes("uplink.unknown_topic")]
    public async Task A_publish_that_is_refused_is_acknowledged_and_traced_and_the_link_lives(string what, string topic, string payload, string reason, ReasonCode code)
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        topic = topic.Replace("{own}", deviceId, StringComparison.Ordinal);
        foreach (var version in new[] { ProtocolVersion.V311, ProtocolVersion.V500 })
        {
            await using var device = await platform.ConnectDeviceAsync(deviceId, new WireConnect { Version = version });
            var ack = await device.PublishAckedAsync(topic, payload);
            Assert.True(ack.Reason == (version == ProtocolVersion.V500 ? code : ReasonCode.Success), $"{what}: {ack.Reason}");
            var trace = await platform.TraceAsync(reason);
            Assert.Equal((deviceId, topic), (trace.DeviceId, trace.Topic));
            if (version == ProtocolVersion.V500)
                Assert.Equal(trace.Because.Sentence(), ack.ReasonString);
            // At QoS 0 there is only the trace.
            await device.PublishAsync(topic, payload);
            await platform.TraceAsync(reason);
            await device.PingAsync();
        }
    }

    [Fact]
    [Provokes("property.product_gone")]
    public async Task A_report_of_a_device_whose_product_is_gone_says_so()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        // The API deletes no product that has devices: only a hand in the file does.
        await platform.StopAsync();
        platform.ChangeCore("delete from product");
        await platform.RestartAsync();
        await using var device = await platform.ConnectDeviceAsync(deviceId, new WireConnect { Version = ProtocolVersion.V500 });
        Assert.Equal(ReasonCode.UnspecifiedError, (await device.PublishAckedAsync(Lamp.Report(deviceId), Lamp.Level)).Reason);
        await platform.TraceAsync("property.product_gone");
    }

    /// <summary>Bytes that break the protocol after CONNECT, the v5 code, or what a v3 device gets: the end.</summary>
    public static TheoryData<string, byte[], ReasonCode> Breaches { get; } = new()
    {
        { "topic that is no UTF-8", [0x30, 4, 0, 2, 0xC3, 0x28], ReasonCode.MalformedPacket },
        { "topic with a wildcard", [0x30, 3, 0, 1, (byte)'#'], ReasonCode.TopicNameInvalid },
        { "QoS 3", [0x36, 5, 0, 1, (byte)'a', 0, 1], ReasonCode.MalformedPacket },
        { "second CONNECT", [0x10, 12, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 2, 0, 60, 0, 0], ReasonCode.ProtocolError },
        { "packet of a server", [0x20, 2, 0, 0], ReasonCode.ProtocolError },
        { "oversize packet", [0x30, 0xFF, 0xFF, 0x7F], ReasonCode.PacketTooLarge },
        { "endless length", [0x30, 0xFF, 0xFF, 0xFF, 0xFF], ReasonCode.MalformedPacket },
        { "packet id 0", [0x32, 5, 0, 1, (byte)'a', 0, 0], ReasonCode.ProtocolError },
        { "PUBREL of a QoS 2 flow", [0x62, 2, 0, 1], ReasonCode.ProtocolError },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    [Clause5("4.13.1-1")]
    [Provokes("connection.protocol_error")]
    public async Task A_breach_of_the_protocol_ends_the_link_with_its_code(string what, byte[] bytes, ReasonCode code)
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using (var device = await platform.ConnectDeviceAsync(deviceId, new WireConnect { Version = ProtocolVersion.V500 }))
        {
            await device.SendAsync(bytes);
            var told = await device.ReadDisconnectAsync();
            Assert.True(told == code, $"{what}: {told}");
        }
        await platform.TraceAsync("connection.protocol_error");
        await using var older = await platform.ConnectDeviceAsync(deviceId);
        await older.SendAsync(bytes);
        Assert.Empty(await older.ReadToEndAsync());
        await platform.TraceAsync("connection.protocol_error");
    }

    [Fact]
    [Provokes("uplink.qos2_not_supported")]
    public async Task QoS_2_ends_the_link_with_its_code()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, new WireConnect { Version = ProtocolVersion.V500 });
        await device.SendAsync(output => new PublishPacket { Topic = "a"u8, QoS = QualityOfService.ExactlyOnce, PacketId = 1 }.Write(output, ProtocolVersion.V500));
        Assert.Equal(ReasonCode.QoSNotSupported, await device.ReadDisconnectAsync());
        await platform.TraceAsync("uplink.qos2_not_supported");
    }

    [Fact]
    [Provokes("connect.will_ignored")]
    public async Task A_will_is_ignored_and_said_so()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, new WireConnect
        {
            Change = connect => connect with { Will = new WillMessage { Topic = "gone", Payload = "x"u8.ToArray(), QoS = QualityOfService.AtLeastOnce, Retain = true } },
        });
        await platform.TraceAsync("connect.will_ignored");
        await device.PingAsync();
    }

    [Fact]
    public async Task The_retain_flag_on_a_report_is_tolerated()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        foreach (var version in new[] { ProtocolVersion.V311, ProtocolVersion.V500 })
        {
            await using var device = await platform.ConnectDeviceAsync(deviceId, new WireConnect { Version = version });
            await device.PublishAsync(Lamp.Report(deviceId), Lamp.Level, 1, retain: true);
            Assert.Equal(ReasonCode.Success, PubAckPacket.Read((await device.ReadAsync()).Packet, version).Reason);
        }
    }
}
