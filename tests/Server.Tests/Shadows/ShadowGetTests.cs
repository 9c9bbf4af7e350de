using System.Text.Json.Nodes;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Messages;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Shadows;

public sealed class ShadowGetTests
{
    [Fact]
    [ShowsTopic("sys/shadow/get/request_id={r}", "sys/shadow/get/response/request_id={r}")]
    public async Task A_device_sees_its_own_earlier_reports_at_once()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        for (var level = 0; level < 20; level++)
        {
            await device.PublishAsync(lamp.ReportTopic, $$$"""{"services":[{"service_id":"Lamp","properties":{"level":{{{level}}}}}]}""");
            await device.PublishAsync(Get(lamp, $"r{level}"), "{}");
            var answer = await device.ReadPublishAsync();
            Assert.Equal($"$oc/devices/{lamp.DeviceId}/sys/shadow/get/response/request_id=r{level}", answer.Topic);
            Assert.Equal(level, (int)JsonNode.Parse(answer.Payload)!["shadow"]![0]!["reported"]!["properties"]!["level"]!);
        }
    }

    [Fact]
    [ShowsTopic("sys/shadow/get/request_id={r}", "sys/shadow/get/response/request_id={r}")]
    public async Task The_answer_has_the_documented_form_and_only_the_service_that_was_asked_for()
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.DesireAsync("""{"shadow":[{"service_id":"Lamp","desired":{"name":"hall"}},{"service_id":"Other","desired":{"a":1}}]}""");
        await lamp.RestartAsync();
        await using var device = await lamp.ConnectAsync();
        await device.PublishAsync(Get(lamp, "1"), """{"object_device_id":null,"service_id":"Lamp"}""");
        Assert.Equal($$"""
            {"object_device_id":"{{lamp.DeviceId}}","shadow":[{"service_id":"Lamp","desired":{"properties":{"name":"hall"},"event_time":"20260102T030405Z"},"version":1}]}
            """, (await device.ReadPublishAsync()).Payload);
        await device.PublishAsync(Get(lamp, "2"), "");
        Assert.Equal(2, JsonNode.Parse((await device.ReadPublishAsync()).Payload)!["shadow"]!.AsArray().Count);
    }

    [Fact]
    [Provokes("shadow.answered")]
    public async Task A_device_without_a_shadow_gets_an_empty_one()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        await device.PublishAsync(Get(lamp, "1"), "{}");
        Assert.Equal($$"""{"object_device_id":"{{lamp.DeviceId}}","shadow":[]}""", (await device.ReadPublishAsync()).Payload);
        Assert.Equal("1", (await lamp.TraceAsync("shadow.answered")).RequestId);
    }

    [Fact]
    [Provokes("shadow.foreign_device")]
    public async Task A_gateway_asks_for_its_children_and_for_nobody_else()
    {
        await using var lamp = await Lamp.StartAsync();
        var child = await lamp.AddChildAsync();
        var stranger = await lamp.Platform.AddDeviceAsync(lamp.ProductId, "stranger");
        await using var gateway = await lamp.ConnectAsync();
        await gateway.PublishAsync(Get(lamp, "1"), $$"""{"object_device_id":"{{stranger}}"}""");
        await gateway.PublishAsync(Get(lamp, "2"), $$"""{"object_device_id":"{{child}}"}""");
        var answer = await gateway.ReadPublishAsync();
        Assert.EndsWith("request_id=2", answer.Topic, StringComparison.Ordinal);
        Assert.Equal(child, (string?)JsonNode.Parse(answer.Payload)!["object_device_id"]);
        Assert.Contains(stranger, (await lamp.TraceAsync("shadow.foreign_device")).Because.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    [Provokes("shadow.not_answered")]
    public async Task A_device_that_does_not_acknowledge_its_answers_is_told_so_in_the_trace()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500, Change = connect => connect with { ReceiveMaximum = 1 } });
        await device.SubscribeAsync($"$oc/devices/{lamp.DeviceId}/sys/shadow/get/response/#", QualityOfService.AtLeastOnce);
        await device.PublishAsync(Get(lamp, "1"), "{}");
        await device.ReadPublishAsync(acknowledge: false);
        await device.PublishAsync(Get(lamp, "2"), "{}");
        var trace = await lamp.TraceAsync("shadow.not_answered");
        Assert.Equal("2", trace.RequestId);
        Assert.Contains("unacknowledged", trace.Because.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_is_no_JSON_is_refused()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        Assert.Equal(ReasonCode.PayloadFormatInvalid, (await device.PublishAckedAsync(Get(lamp, "1"), "all")).Reason);
    }

    static string Get(Lamp lamp, string requestId) => $"$oc/devices/{lamp.DeviceId}/sys/shadow/get/request_id={requestId}";
}
