using System.Net;
using System.Text.Json.Nodes;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Devices;
using Dukou.Server.Tests.Events;
using Dukou.Server.Tests.Messages;

namespace Dukou.Server.Tests.DeviceLogs;

public sealed class DeviceLogTests : EventServiceCompliance
{
    protected override string ServiceId => "$log";

    protected override string EventType => "log_report";

    protected override string Paras => """{"timestamp":"1767323000000","type":"DEVICE_STATUS","content":"connect success"}""";

    protected override string? AnswerType => null;

    protected override IReadOnlyList<string> Malformed => ["{}", """{"type":"DEVICE_STATUS"}""", """{"type":7,"content":"a"}""", """{"type":"DEVICE_STATUS","content":null}"""];

    [Fact]
    [Shows("SetDeviceLogSwitch", "ShowDeviceLogSwitch", AfterRestart = true)]
    [ShowsTopic("$log")]
    public async Task The_switch_goes_down_at_once_and_at_every_connection_while_it_is_on()
    {
        await using var lamp = await Lamp.StartAsync();
        Assert.Equal(("off", true), Switch(await lamp.Platform.Http.GetJsonAsync(SwitchPath(lamp))));
        await using (var device = await lamp.ConnectAsync())
        {
            Assert.Equal(("on", true), Switch(await SetAsync(lamp, """{"switch":"on","end_time":"20260102T050000Z"}""")));
            await AssertToldAsync(lamp, device, """{"switch":"on","end_time":"20260102T050000Z"}""");
        }
        await lamp.RestartAsync();
        await using (var device = await lamp.ConnectAsync())
        {
            await AssertToldAsync(lamp, device, """{"switch":"on","end_time":"20260102T050000Z"}""");
            Assert.Equal(("off", true), Switch(await SetAsync(lamp, """{"switch":"off"}""")));
            await AssertToldAsync(lamp, device, """{"switch":"off","end_time":"20260102T030405Z"}""");
        }
        await using (var device = await lamp.ConnectAsync())
            await device.PingAsync();
        Assert.Equal(("off", true), Switch(await lamp.Platform.Http.GetJsonAsync(SwitchPath(lamp))));
    }

    [Fact]
    public async Task A_device_that_is_away_is_told_when_it_comes_and_a_child_through_its_gateway()
    {
        await using var lamp = await Lamp.StartAsync();
        var child = await lamp.AddChildAsync();
        Assert.Equal(("on", false), Switch(await SetAsync(lamp, """{"switch":"on"}""")));
        await SetAsync(lamp, """{"switch":"on","end_time":"20260105T000000Z"}""", child);
        await using var gateway = await lamp.ConnectAsync();
        var told = new[] { await gateway.ReadEventAsync(lamp), await gateway.ReadEventAsync(lamp) };
        Assert.Equal([lamp.DeviceId, child], told.Select(sent => sent.ObjectDeviceId!).Order(StringComparer.Ordinal).OrderByDescending(id => id == lamp.DeviceId));
        // Its own: 24 hours unless it says otherwise.
        Assert.Equal("20260103T030405Z", (string?)told.Single(sent => sent.ObjectDeviceId == lamp.DeviceId).Paras["end_time"]);
        await gateway.PingAsync();
        Assert.Equal(("on", true), Switch(await lamp.Platform.Http.GetJsonAsync(SwitchPath(lamp))));
        lamp.Platform.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(("off", true), Switch(await lamp.Platform.Http.GetJsonAsync(SwitchPath(lamp))));
    }

    [Fact]
    [Shows("ListDeviceLogs", AfterRestart = true)]
    [ShowsTopic("$log")]
    public async Task What_a_device_logged_is_found_by_type_text_and_time()
    {
        await using var lamp = await Lamp.StartAsync();
        await using (var device = await lamp.ConnectAsync())
        {
            await device.SendEventAsync(lamp, "$log", "log_report", """{"timestamp":"1767323000123","type":"DEVICE_STATUS","content":"Connect success"}""");
            await device.SendEventAsync(lamp, "$time_sync", "time_sync_request", """{"device_send_time":1}""");
            await device.ReadEventAsync(lamp);
            await device.SendEventAsync(lamp, "log", "log_report", """{"timestamp":1767323000,"type":"DEVICE_MESSAGE","content":"渡口"}""");
            await device.PingAsync();
            lamp.Platform.Clock.Advance(TimeSpan.FromMinutes(2));
            await device.SendEventAsync(lamp, "$log", "security_log_report", """{"timestamp":"20260102T030600Z","type":"MEMORY_REPORT","content":{"used":17,"total":64,"leak_alarm":0}}""");
            await device.PingAsync();
        }
        await lamp.RestartAsync();
        Assert.Equal("""
            [{"event_type":"security_log_report","type":"MEMORY_REPORT","timestamp":"2026-01-02T03:06:00.000Z","received_time":"2026-01-02T03:06:05.000Z","content":{"used":17,"total":64,"leak_alarm":0}},{"event_type":"log_report","type":"DEVICE_MESSAGE","timestamp":"2026-01-02T03:03:20.000Z","received_time":"2026-01-02T03:04:05.000Z","content":"渡口"},{"event_type":"log_report","type":"DEVICE_STATUS","timestamp":"2026-01-02T03:03:20.123Z","received_time":"2026-01-02T03:04:05.000Z","content":"Connect success"}]
            """, Text(await LogsAsync(lamp)));
        Assert.Equal("DEVICE_STATUS", (string?)Assert.Single(await LogsAsync(lamp, "?type=DEVICE_STATUS"))!["type"]);
        Assert.Equal("DEVICE_STATUS", (string?)Assert.Single(await LogsAsync(lamp, "?text=connect"))!["type"]);
        Assert.Equal("MEMORY_REPORT", (string?)Assert.Single(await LogsAsync(lamp, "?start_time=20260102T030500Z"))!["type"]);
        Assert.Equal(2, (await LogsAsync(lamp, "?end_time=20260102T030500Z")).Count);

        var first = await lamp.Platform.Http.GetJsonAsync($"{lamp.Platform.V1}devices/{lamp.DeviceId}/logs?limit=2");
        Assert.Equal(2, first["logs"]!.AsArray().Count);
        Assert.Equal("DEVICE_STATUS", (string?)Assert.Single(await LogsAsync(lamp, $"?marker={(string)first["page"]!["marker"]!}"))!["type"]);
    }

    [Theory]
    [InlineData(1024 * 1024, ReasonCode.Success)]
    [InlineData((1024 * 1024) + 1, ReasonCode.QuotaExceeded)]
    [ShowsLimit("LogReport")]
    public async Task Log_report_1_MB(int bytes, ReasonCode expected)
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        var report = """{"services":[{"service_id":"$log","event_type":"log_report","paras":{"type":"DEVICE_STATUS","content":"…"}}]}""";
        report = report.Replace("…", new string('l', bytes - report.Length + 1), StringComparison.Ordinal);

        Assert.Equal(expected, (await device.PublishAckedAsync(lamp.EventsUp(), report)).Reason);

        Assert.Equal(expected == ReasonCode.Success ? 1 : 0, (await LogsAsync(lamp)).Count);
        await device.PingAsync();
    }

    [Fact]
    public async Task What_cannot_be_is_refused()
    {
        await using var lamp = await Lamp.StartAsync();
        foreach (var body in new[] { "{}", """{"switch":"ON"}""", """{"switch":"on","end_time":"20250102T030405Z"}""", """{"switch":"on","end_time":"soon"}""" })
            using (var answer = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Put, SwitchPath(lamp), body))
                Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Put, lamp.Platform.V1 + "devices/nobody/log-switch", """{"switch":"on"}""").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Get, lamp.Platform.V1 + "devices/nobody/logs").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Get, $"{lamp.Platform.V1}devices/{lamp.DeviceId}/logs?start_time=yesterday").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
    }

    [Fact]
    public async Task The_switch_goes_with_its_device()
    {
        await using var lamp = await Lamp.StartAsync();
        await SetAsync(lamp, """{"switch":"on"}""");
        await lamp.Platform.SendDeleteAsync("devices/" + lamp.DeviceId).DoneAsync();
        await lamp.Platform.AddDeviceAsync(lamp.ProductId);
        Assert.Equal(("off", true), Switch(await lamp.Platform.Http.GetJsonAsync(SwitchPath(lamp))));
    }

    static string SwitchPath(Lamp lamp, string? deviceId = null) => $"{lamp.Platform.V1}devices/{deviceId ?? lamp.DeviceId}/log-switch";

    static async Task<JsonObject> SetAsync(Lamp lamp, string body, string? deviceId = null)
    {
        using var answer = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Put, SwitchPath(lamp, deviceId), body);
        return await answer.JsonAsync();
    }

    static (string, bool) Switch(JsonObject answer) => ((string)answer["switch"]!, (bool)answer["told"]!);

    static async Task<JsonArray> LogsAsync(Lamp lamp, string query = "") =>
        (await lamp.Platform.Http.GetJsonAsync($"{lamp.Platform.V1}devices/{lamp.DeviceId}/logs{query}"))["logs"]!.AsArray();

    static string Text(JsonArray logs) => logs.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    static async Task AssertToldAsync(Lamp lamp, WireClient device, string paras)
    {
        var told = await device.ReadEventAsync(lamp);
        Assert.Equal(("$log", "log_config", paras), (told.ServiceId, told.EventType, told.Paras.ToJsonString()));
    }
}
