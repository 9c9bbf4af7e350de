using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Events;
using Dukou.Server.Tests.Messages;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Compatibility;

/// <summary>
/// What the vendor's SDKs do beside their documents, and what a server must bear (section 8.2 of the protocol sheet). Events without the
/// <c>$</c> of their service are in <see cref="EventServiceCompliance"/>, a child's id in the topic in GatewayReportTests.
/// </summary>
public sealed class SdkQuirkTests
{
    [Fact]
    public async Task Explicit_nulls_count_as_absent_in_every_payload()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync(lamp.ReportTopic,
            """{"object_device_id":null,"services":[{"service_id":"Lamp","properties":{"level":7,"name":null},"event_time":null}]}""")).Reason);
        Assert.Equal("""{"level":7}""", (await lamp.Platform.Http.GetJsonAsync(lamp.Path + "/shadow"))["shadow"]![0]!["reported"]!["properties"]!.ToJsonString());
        Assert.Equal(["uplink.stored"], await lamp.Platform.CodesAsync($"&kind=uplink&device_id={lamp.DeviceId}"));

        var calling = lamp.Platform.PostAsync(lamp.Path + "/commands", """{"service_id":"Lamp","command_name":"SET_LEVEL","paras":{"level":3}}""");
        var command = await device.ReadPublishAsync();
        await device.PublishAsync(command.Topic.Replace("commands/", "commands/response/", StringComparison.Ordinal), """{"result_code":null,"response_name":null,"paras":null}""");
        Assert.NotNull((await calling)["response"]);
    }

    [Fact]
    public async Task The_C_sharp_SDK_writes_eventTime()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        await device.PublishAckedAsync(lamp.ReportTopic, """{"services":[{"service_id":"Lamp","properties":{"level":7},"eventTime":"20260102T010203Z"}]}""");
        var history = await lamp.Platform.Http.GetJsonAsync($"{lamp.Platform.V1}devices/{lamp.DeviceId}/history");
        Assert.Equal("2026-01-02T01:02:03.000Z", (string?)history["reports"]![0]!["event_time"]);
    }

    [Theory]
    [InlineData("2026-01-02T23:10:00Z", 1, "2026010224")]
    [InlineData("2026-01-02T03:04:05Z", 0, "2026010299")]
    [InlineData("2026-01-02T03:04:05Z", 0, "2026010225")]
    public async Task The_C_SDK_counts_the_hour_of_the_stamp_up_past_the_day(string now, int sign, string stamp)
    {
        await using var platform = await TestPlatform.StartAsync(at: DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId, new() { Sign = sign, Stamp = stamp });
        await device.PingAsync();
    }

    [Theory]
    [InlineData(60)]
    [InlineData(120)]
    [InlineData(300)]
    public async Task The_keep_alives_that_SDKs_and_modules_set_by_default_are_taken(ushort keepAlive)
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { KeepAlive = keepAlive });
        lamp.Platform.Clock.Advance(TimeSpan.FromSeconds(keepAlive));
        await device.PingAsync();
    }

    [Theory]
    [InlineData("sys/properties/report?request_id=r-1", TraceStory.Fitting)]
    [InlineData("sys/messages/up?request_id=r-1", "any text")]
    [InlineData("sys/gateway/sub_devices/properties/report?request_id=r-1", "{child}")]
    public async Task A_request_id_in_the_topic_is_the_message_s_own_in_the_trace(string topic, string payload)
    {
        await using var lamp = await Lamp.StartAsync();
        var child = await lamp.AddChildAsync();
        var ofChild = payload == "{child}";
        if (ofChild)
            payload = $$$"""{"devices":[{"device_id":"{{{child}}}","services":[{"service_id":"Lamp","properties":{"level":9}}]}]}""";
        await using (var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 }))
            Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync($"$oc/devices/{lamp.DeviceId}/{topic}", payload)).Reason);
        await lamp.RestartAsync();
        var trace = Assert.Single(await lamp.Platform.TracesAsync("&kind=uplink&request_id=r-1"))!;
        Assert.Equal((ofChild ? child : lamp.DeviceId, "uplink.stored"), ((string?)trace["device_id"], (string?)trace["code"]));
    }

    [Fact]
    public async Task A_device_that_never_subscribes_gets_everything_that_is_for_it()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var commanding = lamp.Platform.PostAsync(lamp.Path + "/commands", """{"service_id":"Lamp","command_name":"SET_LEVEL","paras":{"level":3}}""");
        await AnswerAsync(device, "/sys/commands/request_id=");
        await commanding;
        var setting = lamp.Platform.Http.SendJsonAsync(HttpMethod.Put, lamp.Path + "/properties", """{"services":[{"service_id":"Lamp","properties":{"level":3}}]}""");
        await AnswerAsync(device, "/sys/properties/set/request_id=");
        using (await setting)
        {
        }
        var getting = lamp.Platform.Http.GetJsonAsync(lamp.Path + "/properties?service_id=Lamp");
        await AnswerAsync(device, "/sys/properties/get/request_id=");
        await getting;
        await lamp.SendAsync("""{"message":"hello"}""");
        Assert.EndsWith("/sys/messages/down", (await device.ReadPublishAsync()).Topic, StringComparison.Ordinal);
        // The C SDK asks for rules so, right after it has connected.
        await device.PublishAsync($"$oc/devices/{lamp.DeviceId}/sys/shadow/get/request_id=device_rule_request_id", """{"object_device_id":null,"service_id":"$device_rule"}""");
        Assert.EndsWith("/sys/shadow/get/response/request_id=device_rule_request_id", (await device.ReadPublishAsync()).Topic, StringComparison.Ordinal);
        await device.SendEventAsync(lamp, "$time_sync", "time_sync_request", """{"device_send_time":"1"}""");
        Assert.Equal("time_sync_response", (await device.ReadEventAsync(lamp)).EventType);
    }

    [Fact]
    public async Task MQTT_5_properties_of_a_message_up_are_kept_and_shown()
    {
        await using var lamp = await Lamp.StartAsync();
        await using (var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 }))
        {
            await device.SendAsync(output => new Protocol.Mqtt.Packets.PublishPacket
            {
                Topic = System.Text.Encoding.UTF8.GetBytes($"$oc/devices/{lamp.DeviceId}/sys/messages/up"),
                Payload = "hello"u8,
                Properties = new PublishProperties
                {
                    ContentType = "text/plain",
                    ResponseTopic = "/answers",
                    CorrelationData = [1, 0xFE],
                    PayloadFormatIndicator = true,
                    UserProperties = [new("unit", "°C"), new("unit", "K")],
                }.ToBytes(),
            }.Write(output, ProtocolVersion.V500));
            await device.PingAsync();
        }
        await lamp.RestartAsync();
        var trace = Assert.Single(await lamp.Platform.TracesAsync($"&kind=uplink&device_id={lamp.DeviceId}"))!;
        Assert.Equal("""{"payload_format_indicator":1,"content_type":"text/plain","response_topic":"/answers","correlation_data":"Af4=","user_properties":[{"prop_key":"unit","prop_value":"°C"},{"prop_key":"unit","prop_value":"K"}]}""",
            (string?)trace["detail"]);
    }

    static async Task AnswerAsync(WireClient device, string topic)
    {
        var asked = await device.ReadPublishAsync();
        Assert.Contains(topic, asked.Topic, StringComparison.Ordinal);
        await device.PublishAsync(asked.Topic.Replace("request_id=", "response/request_id=", StringComparison.Ordinal), """{"result_code":0,"services":[]}""");
    }
}
