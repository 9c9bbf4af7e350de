using System.Text.Json.Nodes;
using Dukou.Server.Tests.Messages;

namespace Dukou.Server.Tests.Shadows;

public sealed class DesiredPushTests
{
    [Fact]
    [Shows("UpdateDeviceShadowDesiredData", AfterRestart = true)]
    [ShowsTopic("sys/properties/set/request_id={r}")]
    public async Task A_device_that_comes_online_is_told_what_is_desired_of_it_and_only_what_it_may_be_told()
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.DesireAsync("""{"shadow":[{"service_id":"Lamp","desired":{"level":9,"name":"not writable","other":1}},{"service_id":"Unknown","desired":{"a":1}}]}""");
        await lamp.RestartAsync();
        await using var device = await lamp.ConnectAsync();
        var push = await device.ReadPublishAsync();
        Assert.StartsWith($"$oc/devices/{lamp.DeviceId}/sys/properties/set/request_id=", push.Topic, StringComparison.Ordinal);
        Assert.Equal(Level(9), push.Payload);
        await device.PublishAsync(push.Topic.Replace("set/", "set/response/", StringComparison.Ordinal), """{"result_code":0}""");
        Assert.Equal(push.Topic.Split("request_id=")[1], (await lamp.TraceAsync("request.answered")).RequestId);
    }

    [Fact]
    [ShowsTopic("$security_detection_config")]
    public async Task What_is_desired_of_the_platform_s_own_services_goes_down_without_a_model()
    {
        const string config = """{"services":[{"service_id":"$security_detection_config","properties":{"memoryCheck":1,"memoryThreshold":80}}]}""";
        await using var lamp = await Lamp.StartAsync();
        await lamp.DesireAsync("""{"shadow":[{"service_id":"$security_detection_config","desired":{"memoryCheck":1,"memoryThreshold":80}}]}""");
        await lamp.RestartAsync();
        await using var device = await lamp.ConnectAsync();
        Assert.Equal(config, (await device.ReadPublishAsync()).Payload);
        await device.PublishAckedAsync(lamp.ReportTopic, config);
        await lamp.ShadowAsync();
        await device.PingAsync();
    }

    [Fact]
    public async Task A_report_that_differs_is_followed_by_one_push_and_one_that_agrees_by_none()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        await lamp.DesireAsync("""{"shadow":[{"service_id":"Lamp","desired":{"level":9}}]}""");
        await device.PublishAsync(lamp.ReportTopic, Level(7));
        Assert.Equal(Level(9), (await device.ReadPublishAsync()).Payload);
        await device.PublishAsync(lamp.ReportTopic, Level(9));
        // The shadow shows the report, so the look that it caused is over or about to find no difference.
        await lamp.ShadowAsync();
        await lamp.DesireAsync("""{"shadow":[{"service_id":"Lamp","desired":{"level":11}}]}""");
        await device.PublishAsync(lamp.ReportTopic, """{"services":[{"service_id":"Lamp","properties":{"name":"hall"}}]}""");
        Assert.Equal(Level(11), (await device.ReadPublishAsync()).Payload);
    }

    [Fact]
    public async Task The_push_repeats_with_each_report_while_the_difference_lasts()
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.DesireAsync("""{"shadow":[{"service_id":"Lamp","desired":{"level":9}}]}""");
        await using var device = await lamp.ConnectAsync();
        Assert.Equal(Level(9), (await device.ReadPublishAsync()).Payload);
        for (var report = 0; report < 3; report++)
        {
            await device.PublishAsync(lamp.ReportTopic, Level(report));
            Assert.Equal(Level(9), (await device.ReadPublishAsync()).Payload);
        }
    }

    [Fact]
    public async Task A_device_that_never_answers_is_told_again_only_when_its_time_is_over()
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.DesireAsync("""{"shadow":[{"service_id":"Lamp","desired":{"level":9}}]}""");
        await using var device = await lamp.ConnectAsync();
        await device.ReadPublishAsync();
        for (var report = 1; report < 8; report++)
        {
            await device.PublishAsync(lamp.ReportTopic, Level(report));
            await device.ReadPublishAsync();
        }
        await device.PublishAckedAsync(lamp.ReportTopic, Level(8));
        await lamp.ShadowAsync();
        lamp.Platform.Clock.Advance(TimeSpan.FromSeconds(20));
        for (var ended = 0; ended < 8; ended++)
            await lamp.TraceAsync("request.timed_out");
        await device.PublishAsync(lamp.ReportTopic, Level(8));
        Assert.Equal(Level(9), (await device.ReadPublishAsync()).Payload);
    }

    [Fact]
    public async Task Without_anything_desired_nothing_goes_down()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        await device.PublishAckedAsync(lamp.ReportTopic, Level(7));
        await device.PingAsync();
        var answer = lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, $"{lamp.Path}/commands", """{"paras":{}}""");
        var command = await device.ReadPublishAsync();
        Assert.Contains("/sys/commands/request_id=", command.Topic, StringComparison.Ordinal);
        await device.PublishAsync(command.Topic.Replace("commands/", "commands/response/", StringComparison.Ordinal), "{}");
        (await answer).Dispose();
    }

    static string Level(int level) => new JsonObject
    {
        ["services"] = new JsonArray(new JsonObject { ["service_id"] = "Lamp", ["properties"] = new JsonObject { ["level"] = level } }),
    }.ToJsonString();
}
