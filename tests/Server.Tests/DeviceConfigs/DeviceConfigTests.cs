using System.Net;
using System.Text.Json.Nodes;
using Dukou.Server.DeviceConfigs;
using Dukou.Server.Tests.Devices;
using Dukou.Server.Tests.Events;
using Dukou.Server.Tests.Messages;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.DeviceConfigs;

public sealed class DeviceConfigTests : EventServiceCompliance
{
    const string Config = "$device_config";

    protected override string ServiceId => Config;

    protected override string EventType => "config_update_response";

    protected override string Paras => """{"result_code":0,"description":"ok"}""";

    protected override string? AnswerType => null;

    protected override IReadOnlyList<string> Malformed => ["{}", """{"result_code":"fine"}""", """{"result_code":null}""", $$"""{"result_code":1,"description":"{{new string('d', 1025)}}"}"""];

    [Fact]
    [Shows("CreateDeviceConfig", "ShowDeviceConfig", "ListDeviceConfigs", AfterRestart = true)]
    [ShowsTopic("$device_config")]
    [Provokes("config.taken")]
    public async Task A_configuration_goes_down_and_the_device_s_answer_ends_it()
    {
        await using var lamp = await Lamp.StartAsync();
        await using (var device = await lamp.ConnectAsync())
        {
            var created = await CreateAsync(lamp, """{"interval":30,"nested":{"a":[1,2]}}""");
            Assert.Equal("SENT", (string?)created["status"]);
            var update = await device.ReadEventAsync(lamp);
            Assert.Equal((Config, "config_update", lamp.DeviceId, """{"config_content":{"interval":30,"nested":{"a":[1,2]}}}"""), (update.ServiceId, update.EventType, update.ObjectDeviceId, update.Paras.ToJsonString()));
            // The C SDK answers without an event id.
            await device.SendEventAsync(lamp, Config, "config_update_response", """{"result_code":0,"description":"applied"}""", eventId: null);
            await device.PingAsync();
            await lamp.TraceAsync("config.taken");
        }
        await lamp.RestartAsync();
        var listed = Assert.Single((await lamp.Platform.Http.GetJsonAsync($"{lamp.Platform.V1}device-configs?device_id={lamp.DeviceId}"))["configs"]!.AsArray())!;
        var shown = await lamp.Platform.Http.GetJsonAsync($"{lamp.Platform.V1}device-configs/{(string)listed["config_id"]!}");
        Assert.True(JsonNode.DeepEquals(listed, shown));
        Assert.Equal(("SUCCEEDED", 0, "applied", "20260102T030405Z"), ((string?)shown["status"], (int)shown["result_code"]!, (string?)shown["description"], (string?)shown["finished_time"]));
    }

    [Fact]
    [Shows("DeleteDeviceConfig", AfterRestart = true)]
    [Provokes("config.refused")]
    [Provokes("config.nobody_waits")]
    public async Task Until_the_device_has_answered_there_is_no_second_one()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var first = await CreateAsync(lamp, """{"a":1}""");
        await device.ReadEventAsync(lamp);
        await TryCreateAsync(lamp, """{"a":2}""").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
        await device.SendEventAsync(lamp, Config, "config_update_response", """{"result_code":7,"description":"no such key"}""");
        Assert.Contains("no such key", (await lamp.TraceAsync("config.refused")).Because.Sentence(), StringComparison.Ordinal);
        Assert.Equal("FAILED", await StatusAsync(lamp, first));
        await device.SendEventAsync(lamp, Config, "config_update_response", """{"result_code":0}""");
        await lamp.TraceAsync("config.nobody_waits");
        Assert.Equal("FAILED", await StatusAsync(lamp, first));

        var second = await CreateAsync(lamp, """{"a":3}""");
        await device.ReadEventAsync(lamp);
        using (var answer = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Delete, PathOf(lamp, second)))
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await lamp.RestartAsync();
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Get, PathOf(lamp, second)).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Delete, PathOf(lamp, second)).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
    }

    [Fact]
    public async Task A_device_that_is_away_gets_it_when_it_comes_and_a_child_through_its_gateway()
    {
        await using var lamp = await Lamp.StartAsync();
        var child = await lamp.AddChildAsync();
        Assert.Equal("WAITING", (string?)(await CreateAsync(lamp, """{"a":1}""", child))["status"]);
        await lamp.RestartAsync();
        await using var gateway = await lamp.ConnectAsync();
        var update = await gateway.ReadEventAsync(lamp);
        Assert.Equal((child, "config_update"), (update.ObjectDeviceId, update.EventType));
        await gateway.SendEventAsync(lamp, Config, "config_update_response", """{"result_code":0}""", objectDeviceId: child);
        await lamp.TraceAsync("config.taken");
    }

    [Fact]
    [ShowsTopic("$device_config")]
    [Provokes("config.timed_out")]
    public async Task It_is_sent_again_every_day_until_its_time_is_over()
    {
        // A connection without keep-alive lives through the days.
        await using var lamp = await Lamp.StartAsync(options => options with { Limits = options.Limits with { KeepAliveMin = 0 } });
        await using var device = await lamp.ConnectAsync(new() { KeepAlive = 0 });
        var config = await CreateAsync(lamp, """{"a":1}""", timeoutDays: 3);
        await device.ReadEventAsync(lamp);
        await AdvanceAsync(lamp, device, DeviceConfigDelivery.ResendAfter - TimeSpan.FromMinutes(2), again: false);
        await AdvanceAsync(lamp, device, TimeSpan.FromMinutes(3), again: true);
        await AdvanceAsync(lamp, device, DeviceConfigDelivery.ResendAfter + TimeSpan.FromMinutes(1), again: true);
        lamp.Platform.Clock.Advance(TimeSpan.FromDays(1.1));
        await lamp.TraceAsync("config.timed_out");
        Assert.Equal("TIMEOUT", await StatusAsync(lamp, config));
    }

    [Fact]
    public async Task What_cannot_be_is_refused()
    {
        await using var lamp = await Lamp.StartAsync();
        foreach (var body in new[] { "{}", $$"""{"device_id":"{{lamp.DeviceId}}"}""", $$"""{"device_id":"{{lamp.DeviceId}}","config_content":[1]}""",
            $$"""{"device_id":"{{lamp.DeviceId}}","config_content":{},"timeout_days":31}""", $$$"""{"device_id":"{{{lamp.DeviceId}}}","config_content":{"a":"{{{new string('x', 256 * 1024)}}}"}}""" })
            await lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, lamp.Platform.V1 + "device-configs", body).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        await TryCreateAsync(lamp, "{}", "nobody").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
    }

    [Fact]
    public async Task The_newest_ended_ones_are_kept()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        for (var i = 0; i < DeviceConfigStore.EndedMax + 3; i++)
        {
            await CreateAsync(lamp, $$"""{"number":{{i}}}""");
            await device.ReadEventAsync(lamp);
            await device.SendEventAsync(lamp, Config, "config_update_response", """{"result_code":0}""");
            await device.PingAsync();
        }
        var kept = (await lamp.Platform.Http.GetJsonAsync($"{lamp.Platform.V1}device-configs?limit=50"))["configs"]!.AsArray();
        Assert.Equal(Enumerable.Range(3, DeviceConfigStore.EndedMax).Reverse(), kept.Select(config => (int)config!["config_content"]!["number"]!));
    }

    [Fact]
    public async Task They_go_with_their_device()
    {
        await using var lamp = await Lamp.StartAsync();
        var config = await CreateAsync(lamp, """{"a":1}""");
        await lamp.Platform.SendDeleteAsync("devices/" + lamp.DeviceId).DoneAsync();
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Get, PathOf(lamp, config)).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
    }

    static Task<HttpResponseMessage> TryCreateAsync(Lamp lamp, string content, string? deviceId = null, int timeoutDays = 30) => lamp.Platform.Http.SendJsonAsync(HttpMethod.Post,
        lamp.Platform.V1 + "device-configs", $$"""{"device_id":"{{deviceId ?? lamp.DeviceId}}","config_content":{{content}},"timeout_days":{{timeoutDays}}}""");

    static async Task<JsonObject> CreateAsync(Lamp lamp, string content, string? deviceId = null, int timeoutDays = 30)
    {
        using var answer = await TryCreateAsync(lamp, content, deviceId, timeoutDays);
        return await answer.JsonAsync(HttpStatusCode.Created);
    }

    static string PathOf(Lamp lamp, JsonObject config) => $"{lamp.Platform.V1}device-configs/{(string)config["config_id"]!}";

    static async Task<string> StatusAsync(Lamp lamp, JsonObject config) => (string)(await lamp.Platform.Http.GetJsonAsync(PathOf(lamp, config)))["status"]!;

    /// <summary>Lets the round of that minute end before the device says that it lives.</summary>
    static async Task AdvanceAsync(Lamp lamp, WireClient device, TimeSpan time, bool again)
    {
        lamp.Platform.Clock.Advance(time);
        if (again)
            Assert.Equal("config_update", (await device.ReadEventAsync(lamp)).EventType);
        await device.PingAsync();
    }
}
