using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Compatibility;

/// <summary>What comes up in free form is stored as it came: seen where a person sees it.</summary>
public sealed class TableUplinkTests
{
    [Theory]
    [InlineData("$oc/devices/{own}/sys/messages/up", "any text, 渡口")]
    [InlineData("$oc/devices/{own}/sys/messages/up", """{"name":"n","id":"1","content":{"a":1}}""")]
    [InlineData("line/7/done", "on")]
    [InlineData("$oc/devices/{own}/sys/events/up", """{"services":[{"service_id":"Door","event_type":"opened","event_time":"20260102T030405Z","paras":{"by":1}}]}""")]
    [ShowsTopic("sys/messages/up", "any topic that does not start with $", "sys/events/up")]
    public async Task An_acknowledged_publish_is_found_as_it_came_also_after_a_restart(string topic, string payload)
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        topic = topic.Replace("{own}", deviceId, StringComparison.Ordinal);
        await using (var device = await platform.ConnectDeviceAsync(deviceId, new() { Version = ProtocolVersion.V500 }))
            Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync(topic, payload)).Reason);
        await AssertFoundAsync(platform, deviceId, topic, payload);
        await platform.RestartAsync();
        await AssertFoundAsync(platform, deviceId, topic, payload);
    }

    static async Task AssertFoundAsync(TestPlatform platform, string deviceId, string topic, string payload)
    {
        var trace = Assert.Single(await platform.TracesAsync("&kind=uplink&outcome=done&device_id=" + deviceId))!;
        Assert.Equal(("uplink.stored", topic, payload), ((string?)trace["code"], (string?)trace["topic"], (string?)trace["excerpt"]));
    }
}
