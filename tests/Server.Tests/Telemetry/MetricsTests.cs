using System.Net;
using System.Text.RegularExpressions;
using Dukou.Server.Tests.Cli;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Module;

namespace Dukou.Server.Tests.Telemetry;

/// <summary>What an operator's own tools get: Prometheus' page, and what goes to a collector.</summary>
public sealed partial class MetricsTests
{
    /// <summary>A counter is not there before it has counted, and no disk refuses anything here.</summary>
    const string OfFaults = "dukou_inbox_write_failures_total";

    [Fact]
    public async Task Prometheus_finds_every_figure_that_the_guide_names()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using (var stranger = await platform.ConnectRawAsync())
            await stranger.TryConnectDeviceAsync(deviceId, new WireConnect { Secret = "wrong-secret", At = platform.Clock.GetUtcNow() });
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await device.PublishAckedAsync(Lamp.Report(deviceId), Lamp.Level);
        await device.PublishAckedAsync(Lamp.Report(deviceId), "no JSON", 2);

        using var answer = await platform.Anonymous.GetAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        var figures = Name().Matches(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        var named = Documented().Matches(await File.ReadAllTextAsync(Repository.PathOf("docs", "guide", "operate.md"), TestContext.Current.CancellationToken)).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Contains("dukou_uplink_refused_total", named);
        Assert.Empty(named.Except(figures).Except([OfFaults]));
        Assert.Contains("http_server_request_duration_seconds", figures);
        Assert.Contains("dotnet_process_memory_working_set_bytes", figures);
    }

    [Fact]
    public async Task A_collector_gets_metrics_and_the_traces_of_requests()
    {
        using var collector = new HttpListener();
        var address = $"http://127.0.0.1:{FreePort()}/";
        collector.Prefixes.Add(address);
        collector.Start();
        await using var process = CliProcess.Start(["up", "--json", .. CliProcess.Quiet()], new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        });
        var ready = System.Text.Json.Nodes.JsonNode.Parse((await process.ReadLineAsync())!)!;
        using var http = new HttpClient { BaseAddress = new Uri((string)ready["api"]!) };
        await http.GetStringAsync(new Uri("/healthz", UriKind.Relative), TestContext.Current.CancellationToken);

        // Each batch is another one; the two that count come at some time.
        var missing = new Dictionary<string, string> { ["/v1/metrics"] = "dukou.inbox.disk", ["/v1/traces"] = "/healthz" };
        while (missing.Count > 0)
        {
            var context = await collector.GetContextAsync().WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
            using var body = new StreamReader(context.Request.InputStream, System.Text.Encoding.Latin1);
            var (path, told) = (context.Request.Url!.AbsolutePath, await body.ReadToEndAsync(TestContext.Current.CancellationToken));
            context.Response.Close();
            Assert.Contains("service.name", told, StringComparison.Ordinal);
            if (missing.TryGetValue(path, out var expected) && told.Contains(expected, StringComparison.Ordinal))
                missing.Remove(path);
        }
    }

    static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"^# TYPE (\S+)", RegexOptions.Multiline)]
    private static partial Regex Name();

    [GeneratedRegex(@"`(dukou_\w+)`")]
    private static partial Regex Documented();
}
