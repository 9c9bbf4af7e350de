using System.Net;
using System.Net.Sockets;
using System.Text;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.HttpDevices;

public sealed class DeviceReportTests
{
    [Fact]
    [Shows("ReportPropertiesOverHttp", AfterRestart = true)]
    public async Task A_report_is_in_shadow_and_history_with_its_event_time_after_a_restart()
    {
        await using var lamp = await Reporter.StartAsync();
        await lamp.ReportAsync(await lamp.AuthenticateAsync(), 42);
        await lamp.Platform.RestartAsync();
        Assert.Equal(42, await lamp.LevelAsync());
        var shadow = await lamp.Platform.GetAsync($"{lamp.Platform.V5}devices/{lamp.DeviceId}/shadow");
        Assert.Equal("20260102T030400Z", (string?)shadow["shadow"]![0]!["reported"]!["event_time"]);
        Assert.Contains("42", (await lamp.Platform.GetAsync($"{lamp.Platform.V1}devices/{lamp.DeviceId}/history")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    [Shows("ReportMessageOverHttp", AfterRestart = true)]
    public async Task A_message_of_any_form_is_stored()
    {
        await using var lamp = await Reporter.StartAsync();
        using (var answer = await lamp.SendAsync(await lamp.AuthenticateAsync(), "messages/up", "not JSON at all"))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await lamp.Platform.RestartAsync();
        var traces = await lamp.Platform.GetAsync($"{lamp.Platform.V1}traces?device_id={lamp.DeviceId}&kind=uplink");
        Assert.Contains("not JSON at all", traces.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_that_does_not_fit_is_refused_with_the_reason_and_traced_once()
    {
        await using var lamp = await Reporter.StartAsync();
        var token = await lamp.AuthenticateAsync();
        lamp.Platform.TakeTraces();
        Assert.Contains("Lemp", await lamp.SendAsync(token, "properties/report", """{"services":[{"service_id":"Lemp","properties":{"level":1}}]}""")
            .RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"), StringComparison.Ordinal);
        await lamp.SendAsync(token, "properties/report", "{").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        await lamp.Platform.TraceAsync("uplink.nothing_fits_the_model");
        Assert.DoesNotContain(lamp.Platform.TakeTraces(), entry => entry.Kind == Pipeline.TraceKind.Api);
    }

    [Fact]
    public async Task A_token_opens_its_own_device_only()
    {
        await using var lamp = await Reporter.StartAsync();
        var other = await lamp.Platform.AddDeviceAsync(lamp.ProductId, "lamp2");
        var token = await lamp.AuthenticateAsync();
        await lamp.SendAsync(token, "properties/report", Reporter.Level(1), other).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000004");
        await lamp.SendAsync("x", "properties/report", Reporter.Level(1)).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000004");
        await lamp.SendAsync(token, "properties/report", Reporter.Level(1), "nobody").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000004");
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused_with_IoTDA_s_code()
    {
        await using var lamp = await Reporter.StartAsync();
        var token = await lamp.AuthenticateAsync();
        using (var fits = await lamp.SendAsync(token, "messages/up", new string('x', 1024 * 1024)))
            Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        await using var second = await Reporter.StartAsync(options => options.With(limits => limits with { MessageBytesMax = 2048, BytesPerSecond = 0 }));
        token = await second.AuthenticateAsync();
        await second.SendAsync(token, "messages/up", new string('x', 2049)).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.021105");
        using (var fits = await second.SendAsync(token, "messages/up", new string('x', 2048)))
            Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        await second.Platform.TraceAsync("uplink.payload_too_large");
    }

    [Fact]
    [Provokes("http.all_too_fast")]
    [ShowsLimit("HttpReportsPerSecond")]
    public async Task More_reports_than_all_devices_together_may_send_are_refused()
    {
        await using var lamp = await Reporter.StartAsync(options => options.With(limits => limits with { HttpReportsPerSecond = 1, MessagesPerSecond = 0 }));
        var token = await lamp.AuthenticateAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => lamp.SendAsync(token, "properties/report", Reporter.Level(i))));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        var refused = answers.Where(answer => answer.StatusCode != HttpStatusCode.OK).ToList();
        Assert.NotEmpty(refused);
        foreach (var answer in refused)
            Assert.Equal("IOTDA.021102", (string?)(await answer.JsonAsync(HttpStatusCode.Forbidden))["error_code"]);
        await lamp.Platform.TraceAsync("http.all_too_fast");
    }

    [Fact]
    [Provokes("http.too_fast")]
    public async Task More_reports_than_the_device_may_send_are_refused()
    {
        await using var lamp = await Reporter.StartAsync(options => options.With(limits => limits with { MessagesPerSecond = 1 }));
        var token = await lamp.AuthenticateAsync();
        // At the same time: one goes through for each second that all of them take together.
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => lamp.SendAsync(token, "properties/report", Reporter.Level(i))));
        var refused = answers.Where(answer => answer.StatusCode != HttpStatusCode.OK).ToList();
        Assert.NotEmpty(refused);
        foreach (var answer in refused)
            Assert.Equal("IOTDA.021101", (string?)(await answer.JsonAsync(HttpStatusCode.Forbidden))["error_code"]);
        await lamp.Platform.TraceAsync("http.too_fast");
    }

    [Fact]
    [Shows("ReportChildrenOverHttp", AfterRestart = true)]
    public async Task A_gateway_reports_for_its_children()
    {
        await using var lamp = await Reporter.StartAsync();
        var child = await AddChildAsync(lamp, "child1");
        using (var answer = await lamp.SendAsync(await lamp.AuthenticateAsync(), "gateway/sub-devices/properties/report", Children(child)))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await lamp.Platform.RestartAsync();
        var shadow = await lamp.Platform.GetAsync($"{lamp.Platform.V5}devices/{child}/shadow");
        Assert.Equal(7, (int?)shadow["shadow"]![0]!["reported"]!["properties"]!["level"]);
    }

    [Fact]
    [ShowsLimit("ChildrenInHttpReport")]
    [Provokes("http.foreign_children")]
    [Provokes("http.too_many_children")]
    public async Task One_child_that_is_not_the_gateway_s_refuses_the_whole_report()
    {
        await using var lamp = await Reporter.StartAsync();
        var token = await lamp.AuthenticateAsync();
        var child = await AddChildAsync(lamp, "child1");
        var other = await lamp.Platform.AddDeviceAsync(lamp.ProductId, "lamp2");
        Assert.Contains(other, await lamp.SendAsync(token, "gateway/sub-devices/properties/report", Children(child, other)).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.021104"),
            StringComparison.Ordinal);
        await lamp.Platform.TraceAsync("http.foreign_children");
        Assert.Empty((await lamp.Platform.GetAsync($"{lamp.Platform.V5}devices/{child}/shadow"))["shadow"]!.AsArray());
        await lamp.SendAsync(token, "gateway/sub-devices/properties/report", Children([.. Enumerable.Repeat(child, 51)])).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        await lamp.Platform.TraceAsync("http.too_many_children");
        using (var most = await lamp.SendAsync(token, "gateway/sub-devices/properties/report", Children([.. Enumerable.Repeat(child, 50)])))
            Assert.Equal(HttpStatusCode.OK, most.StatusCode);
        await lamp.SendAsync(token, "gateway/sub-devices/properties/report", "{}").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
    }

    static async Task<string> AddChildAsync(Reporter lamp, string nodeId) => (string)(await lamp.Platform.PostAsync(lamp.Platform.V5 + "devices",
        $$"""{"node_id":"{{nodeId}}","product_id":"{{lamp.ProductId}}","gateway_id":"{{lamp.DeviceId}}"}"""))["device_id"]!;

    static string Children(params string[] deviceIds) => $$"""
        {"devices":[{{string.Join(',', deviceIds.Select(deviceId => $$$"""{"device_id":"{{{deviceId}}}","services":[{"service_id":"Lamp","properties":{"level":7}}]}"""))}}]}
        """;

    [Fact]
    public async Task An_HTTP_1_0_client_is_served() // modules' own HTTP commands speak it
    {
        await using var lamp = await Reporter.StartAsync();
        var token = await lamp.AuthenticateAsync();
        var body = Reporter.Level(9);
        using var socket = new TcpClient();
        await socket.ConnectAsync(lamp.Platform.Platform.Listeners.Http!, TestContext.Current.CancellationToken);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /v5/devices/{lamp.DeviceId}/sys/properties/report HTTP/1.0\r\naccess_token: {token}\r\nContent-Length: {body.Length}\r\n\r\n{body}"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        Assert.Contains(" 200 ", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(9, await lamp.LevelAsync());
    }
}
