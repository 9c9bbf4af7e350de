using System.Net;
using Dukou.Server.Traces;

namespace Dukou.Server.Tests.Traces;

public sealed class StreamTracesTests
{
    [Fact]
    [Shows("StreamTraces")]
    public async Task What_happens_appears_as_it_happens()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var events = await TraceEvents.OpenAsync(platform, "?lang=zh&device_id=" + deviceId);
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        Assert.Equal("connect.accepted", (string?)(await events.NextTraceAsync())["code"]);
        await device.PublishAckedAsync(TraceStory.ReportTopic(deviceId), TraceStory.Fitting, 1);
        var stored = await events.NextTraceAsync();
        Assert.Equal(("uplink.stored", "已保存。", TraceStory.Fitting), ((string?)stored["code"], (string?)stored["sentence"], (string?)stored["excerpt"]));
        platform.Trace(1, "another-device");
        await device.PublishAckedAsync(TraceStory.ReportTopic(deviceId), TraceStory.Unfitting, 2);
        Assert.Equal("uplink.nothing_fits_the_model", (string?)(await events.NextTraceAsync())["code"]);
    }

    [Fact]
    public async Task A_stream_is_taken_up_where_it_broke_off()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        string lastEventId;
        await using (var events = await TraceEvents.OpenAsync(platform, "?device_id=" + deviceId))
        {
            await device.PublishAckedAsync(TraceStory.ReportTopic(deviceId), TraceStory.Fitting, 1);
            Assert.Equal("uplink.stored", (string?)(await events.NextTraceAsync())["code"]);
            lastEventId = events.LastEventId;
        }
        await device.PublishAckedAsync(TraceStory.ReportTopic(deviceId), TraceStory.PartlyFitting, 2);
        await device.PublishAckedAsync(TraceStory.ReportTopic(deviceId), TraceStory.Unfitting, 3);
        await using var again = await TraceEvents.OpenAsync(platform, "?device_id=" + deviceId, lastEventId);
        var codes = new[] { (string?)(await again.NextTraceAsync())["code"], (string?)(await again.NextTraceAsync())["code"] };
        Assert.Equal(["uplink.nothing_fits_the_model", "uplink.partly_dropped"], codes.Order());
        await device.PublishAckedAsync(TraceStory.ReportTopic(deviceId), TraceStory.Fitting, 4);
        Assert.Equal("uplink.stored", (string?)(await again.NextTraceAsync())["code"]);
    }

    [Fact]
    [Shows("StreamTraces", AfterRestart = true)]
    public async Task A_stream_is_taken_up_after_a_restart()
    {
        await using var platform = await TestPlatform.StartAsync();
        string lastEventId;
        await using (var events = await TraceEvents.OpenAsync(platform, "?kind=forwarding"))
        {
            platform.Trace(1);
            await events.NextTraceAsync();
            lastEventId = events.LastEventId;
            platform.Trace(2);
            await platform.RestartAsync();
            await events.EndsAsync();
        }
        platform.Trace(3);
        await using var again = await TraceEvents.OpenAsync(platform, "?kind=forwarding", lastEventId);
        Assert.Equal("n2", (string?)(await again.NextTraceAsync())["request_id"]);
        Assert.Equal("n3", (string?)(await again.NextTraceAsync())["request_id"]);
    }

    [Fact]
    public async Task A_slow_reader_is_told_how_many_entries_it_missed()
    {
        const int entries = 20_000;
        await using var platform = await TestPlatform.StartAsync(options => options with { Traces = new TraceOptions { StreamBehindMax = 100, WithoutDeviceMax = 50_000 } });
        await using var events = await TraceEvents.OpenAsync(platform, "?kind=forwarding", receiveBuffer: 16 * 1024);
        var excerpt = new string('x', 1500);
        for (var i = 1; i <= entries; i++)
        {
            platform.Trace(i, excerpt: excerpt);
            if (i % 5_000 == 0)
                await platform.Service<TraceLedger>().UpToDateAsync(null);
        }
        var (read, missed, gaps) = (0L, 0L, 0);
        while (true)
        {
            var (type, data) = await events.NextAsync();
            if (type == "gap")
                (missed, gaps) = (missed + (long)data["missed"]!, gaps + 1);
            else
                read++;
            if ((string?)data["request_id"] == $"n{entries}")
                break;
        }
        Assert.True(gaps > 0, "The reader was not slow enough.");
        Assert.Equal(entries, read + missed);
    }

    [Fact]
    public async Task Devices_that_report_fast_make_gaps_only_for_a_slow_reader()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { Traces = new TraceOptions { StreamBehindMax = 50 } });
        var product = await platform.AddProductAsync();
        var (busy, quiet) = (await platform.AddDeviceAsync(product, "busy"), await platform.AddDeviceAsync(product, "quiet"));
        await using var busyDevice = await platform.ConnectDeviceAsync(busy);
        await using var quietDevice = await platform.ConnectDeviceAsync(quiet);
        await using var events = await TraceEvents.OpenAsync(platform, "?kind=uplink&device_id=" + quiet);
        for (var i = 0; i < 300; i++)
            await busyDevice.PublishAsync(TraceStory.ReportTopic(busy), TraceStory.Fitting);
        await busyDevice.PingAsync();
        await quietDevice.PublishAckedAsync(TraceStory.ReportTopic(quiet), TraceStory.Fitting, 1);
        Assert.Equal(quiet, (string?)(await events.NextTraceAsync())["device_id"]);
    }

    [Fact]
    public async Task A_silent_stream_says_that_it_is_there()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { Traces = new TraceOptions { StreamHeartbeat = TimeSpan.FromMilliseconds(50) } });
        using var request = new HttpRequestMessage(HttpMethod.Get, platform.V1 + "traces/stream?kind=forwarding");
        using var answer = await platform.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var beats = 0;
        while (beats < 3)
            beats += await reader.ReadLineAsync(TestContext.Current.CancellationToken) == ": still here" ? 1 : 0;
        Assert.Equal(15, new TraceOptions().StreamHeartbeat.TotalSeconds);
    }

    [Fact]
    public async Task A_reader_that_takes_nothing_at_all_is_cut()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { Traces = new TraceOptions { StreamStallMax = TimeSpan.FromMilliseconds(300), StreamsMax = 1 } });
        await using var stuck = await TraceEvents.OpenAsync(platform, "?kind=forwarding", receiveBuffer: 16 * 1024);
        var excerpt = new string('x', 2000);
        await Eventually.BecomesTrueAsync(async () =>
        {
            for (var i = 0; i < 2_000; i++)
                platform.Trace(i, excerpt: excerpt);
            await platform.Service<TraceLedger>().UpToDateAsync(null);
            using var another = new HttpRequestMessage(HttpMethod.Get, platform.V1 + "traces/stream");
            using var answer = await platform.Http.SendAsync(another, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        });
        await stuck.EndsAsync();
    }

    [Fact]
    public async Task Streams_are_bounded_in_number()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { Traces = new TraceOptions { StreamsMax = 2 } });
        await using var one = await TraceEvents.OpenAsync(platform);
        await using (var two = await TraceEvents.OpenAsync(platform))
            await platform.Http.SendJsonAsync(HttpMethod.Get, platform.V1 + "traces/stream").RefusedAsync(HttpStatusCode.ServiceUnavailable, "IOTDA.000003");
        await Eventually.BecomesTrueAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, platform.V1 + "traces/stream");
            using var answer = await platform.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        });
    }

    [Fact]
    public async Task An_open_stream_does_not_hold_up_the_platform_s_stop()
    {
        await using var platform = await TestPlatform.StartAsync();
        await using var events = await TraceEvents.OpenAsync(platform);
        await platform.StopAsync().WaitAsync(TimeSpan.FromSeconds(25), TestContext.Current.CancellationToken);
        await events.EndsAsync();
    }

    [Fact]
    public async Task A_stream_is_refused_in_the_API_s_form()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Anonymous.SendJsonAsync(HttpMethod.Get, platform.V1 + "traces/stream").RefusedAsync(HttpStatusCode.Unauthorized, "IOTDA.000002");
        await platform.Http.SendJsonAsync(HttpMethod.Get, platform.V1 + "traces/stream?kind=x").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        using var request = new HttpRequestMessage(HttpMethod.Get, platform.V1 + "traces/stream");
        request.Headers.Add("Last-Event-ID", "yesterday");
        await platform.Http.SendAsync(request, TestContext.Current.CancellationToken).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
    }
}
