using System.Net;
using Dukou.Protocol.Mqtt;

namespace Dukou.Server.Tests.Traces;

public sealed class ListTracesTests
{
    [Fact]
    [Shows("ListTraces")]
    [Provokes("uplink.partly_dropped")]
    [Provokes("uplink.stored")]
    [Provokes("connect.accepted")]
    public async Task A_device_s_story_is_told_newest_first_with_what_was_stored_and_what_was_not()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await device.PublishAckedAsync(TraceStory.ReportTopic(deviceId), TraceStory.Fitting, 1);
        await device.PublishAckedAsync(TraceStory.ReportTopic(deviceId), TraceStory.Unfitting, 2);
        await device.PublishAckedAsync(TraceStory.ReportTopic(deviceId), TraceStory.PartlyFitting, 3);

        var traces = await platform.TracesAsync("&device_id=" + deviceId);
        Assert.Equal(["uplink.partly_dropped", "uplink.nothing_fits_the_model", "uplink.stored", "connect.accepted"], traces.Select(trace => (string)trace!["code"]!));
        var (partly, refused, stored) = (traces[0]!, traces[1]!, traces[2]!);
        Assert.Contains("levle", (string)partly["sentence"]!, StringComparison.Ordinal);
        Assert.Contains("level", (string)partly["sentence"]!, StringComparison.Ordinal);
        Assert.NotEmpty((string)partly["remedy"]!);
        Assert.Equal(TraceStory.Unfitting, (string?)refused["excerpt"]);
        Assert.Equal(("uplink", "done", deviceId, TraceStory.ReportTopic(deviceId), TraceStory.Fitting),
            ((string?)stored["kind"], (string?)stored["outcome"], (string?)stored["device_id"], (string?)stored["topic"], (string?)stored["excerpt"]));
        Assert.Equal("2026-01-02T03:04:05.000Z", (string?)stored["time"]);
    }

    [Fact]
    public async Task A_refused_attempt_is_found_under_the_device_that_it_claims_to_be()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using (var wire = await platform.ConnectRawAsync())
            Assert.NotEqual(ReasonCode.Success, (await wire.TryConnectDeviceAsync(deviceId, new WireConnect { Secret = "87654321", At = platform.Clock.GetUtcNow() })).Reason);
        await using (var wire = await platform.ConnectRawAsync())
            Assert.NotEqual(ReasonCode.Success, (await wire.TryConnectDeviceAsync(deviceId, new WireConnect { KeepAlive = 5, At = platform.Clock.GetUtcNow() })).Reason);

        var traces = await platform.TracesAsync("&kind=connection&device_id=" + deviceId);
        Assert.Equal(2, traces.Count);
        Assert.Equal("connect.keep_alive_out_of_range", (string?)traces[0]!["code"]);
        Assert.All(traces, trace => Assert.Equal(("refused", false), ((string)trace!["outcome"]!, (bool)trace["authenticated"]!)));
        Assert.All(traces, trace => Assert.NotEmpty((string)trace!["remote_address"]!));
        Assert.Equal(2, (await platform.TracesAsync("&client_id=" + (string)traces[0]!["client_id"]!)).Count);

        await platform.RestartAsync();
        Assert.Empty(await platform.TracesAsync("&kind=connection&device_id=" + deviceId));
    }

    [Fact]
    [Provokes("trace.more_like_this")]
    public async Task A_device_that_fails_over_and_over_leaves_exact_counters()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        for (ushort i = 1; i <= 40; i++)
            await device.PublishAckedAsync(TraceStory.ReportTopic(deviceId), TraceStory.Unfitting, i);
        var traces = await platform.TracesAsync("&kind=uplink&device_id=" + deviceId);
        Assert.Equal(40, traces.Sum(trace => (long?)trace!["count"] ?? 1));
        Assert.Contains(traces, trace => ((string)trace!["sentence"]!).Contains("more like this", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_command_and_its_answer_are_found_by_their_request()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await device.PublishAckedAsync($"$oc/devices/{deviceId}/sys/commands/response/request_id=abc", """{"result_code":0}""");
        var traces = await platform.TracesAsync("&request_id=abc");
        Assert.All(traces, trace => Assert.Equal("abc", (string?)trace!["request_id"]));
        Assert.Contains(traces, trace => (string?)trace!["code"] == "uplink.nobody_waits");
        Assert.Contains(traces, trace => (string?)trace!["code"] == "uplink.stored");
    }

    [Fact]
    public async Task A_part_of_the_topic_finds_what_went_up_and_what_went_down()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await device.PublishAckedAsync(TraceStory.ReportTopic(deviceId), TraceStory.Fitting, 1);
        await device.PublishAckedAsync($"$oc/devices/{deviceId}/sys/commands/response/request_id=abc", """{"result_code":0}""", 2);
        await device.PublishAckedAsync(TraceStory.ReportTopic(deviceId), TraceStory.Fitting, 3);
        foreach (var query in new[] { "&topic=/sys/commands/&device_id=" + deviceId, "&topic=%2Fsys%2Fcommands%2F" })
            Assert.Equal(["uplink.nobody_waits", "uplink.stored"], (await platform.TracesAsync(query)).Select(trace => (string)trace!["code"]!).Order());
        Assert.Empty(await platform.TracesAsync("&topic=/sys/nothing/"));
    }

    [Fact]
    public async Task Every_API_call_can_be_read_with_its_request_id()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var answer = await platform.Http.GetAsync(platform.V5 + "devices/nobody", TestContext.Current.CancellationToken);
        var trace = Assert.Single(await platform.TracesAsync("&request_id=" + answer.Headers.GetValues("X-Request-Id").Single()))!;
        Assert.Equal(("api", "refused", "nobody"), ((string?)trace["kind"], (string?)trace["outcome"], (string?)trace["device_id"]));
        Assert.Contains("nobody", (string)trace["sentence"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", "", true)]
    [InlineData("en-US,zh;q=0.5", "", false)]
    [InlineData("en;q=0.3,zh-TW;q=0.5", "", true)]
    [InlineData("zh", "&lang=en", false)]
    [InlineData("en", "&lang=zh-CN", true)]
    public async Task Sentences_come_in_the_language_asked_for(string acceptLanguage, string lang, bool chinese)
    {
        await using var platform = await TestPlatform.StartAsync();
        platform.Trace(3);
        platform.Http.DefaultRequestHeaders.Add("Accept-Language", acceptLanguage);
        var trace = Assert.Single(await platform.TracesAsync("&kind=forwarding" + lang))!;
        Assert.Equal(chinese, ((string)trace["sentence"]!).Contains("丢失了 3 条", StringComparison.Ordinal));
        Assert.Equal(chinese, ((string)trace["remedy"]!).Contains("磁盘", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_double_over_all_sources()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        for (ushort i = 1; i <= 9; i++)
        {
            await device.PublishAckedAsync(TraceStory.ReportTopic(deviceId), i % 2 == 0 ? TraceStory.Fitting : TraceStory.PartlyFitting, i);
            platform.Trace(i, deviceId);
        }
        foreach (var query in new[] { "device_id=" + deviceId, "start_time=20260102T030405Z" })
        {
            var whole = (await platform.TracesAsync("&" + query)).Select(trace => (string)trace!["marker"]!).ToHashSet();
            var paged = new List<string>();
            string? marker = null;
            do
            {
                var page = await platform.Http.GetJsonAsync($"{platform.V1}traces?limit=4&{query}{(marker is null ? "" : "&marker=" + marker)}");
                paged.AddRange(page["traces"]!.AsArray().Select(trace => (string)trace!["marker"]!));
                marker = (string?)page["page"]!["marker"];
            }
            while (marker is not null && paged.Count < 200);
            Assert.Equal(paged.Distinct().Count(), paged.Count);
            Assert.Equal(paged.OrderDescending(StringComparer.Ordinal), paged);
            Assert.Subset(paged.ToHashSet(), whole);
            Assert.True(paged.Count >= 19, $"{paged.Count} entries");
        }
    }

    [Fact]
    public async Task Filters_narrow_by_kind_outcome_and_time()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await device.PublishAckedAsync(TraceStory.ReportTopic(deviceId), TraceStory.Fitting, 1);
        platform.Clock.Advance(TimeSpan.FromSeconds(30));
        await device.PublishAckedAsync(TraceStory.ReportTopic(deviceId), TraceStory.Unfitting, 2);
        var of = "&device_id=" + deviceId;
        Assert.Equal(["uplink.nothing_fits_the_model", "uplink.stored"], await platform.CodesAsync(of + "&kind=uplink"));
        Assert.Equal(["uplink.stored"], await platform.CodesAsync(of + "&kind=uplink&outcome=done"));
        Assert.Equal(["uplink.nothing_fits_the_model"], await platform.CodesAsync(of + "&outcome=refused"));
        Assert.Equal(["uplink.nothing_fits_the_model"], await platform.CodesAsync(of + "&start_time=20260102T030406Z"));
        Assert.Equal(["uplink.stored"], await platform.CodesAsync(of + "&kind=uplink&end_time=2026-01-02T03:04:05.000Z"));
        Assert.Equal(["connect.accepted"], await platform.CodesAsync(of + "&kind=connection"));
    }

    [Fact]
    [Shows("ListTraces", AfterRestart = true)]
    public async Task A_device_s_traces_survive_a_restart()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using (var device = await platform.ConnectDeviceAsync(deviceId))
        {
            await device.PublishAckedAsync(TraceStory.ReportTopic(deviceId), TraceStory.PartlyFitting, 1);
            await device.PublishAckedAsync(TraceStory.ReportTopic(deviceId), TraceStory.Unfitting, 2);
        }
        var query = "&kind=uplink&device_id=" + deviceId;
        var before = (await platform.TracesAsync(query)).Select(trace => trace!.ToJsonString()).ToList();
        await platform.RestartAsync();
        Assert.Equal(before, (await platform.TracesAsync(query)).Select(trace => trace!.ToJsonString()));
    }

    [Fact]
    public async Task A_reset_platform_knows_nothing_of_what_was_before()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { Ephemeral = true });
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await device.PublishAckedAsync(TraceStory.ReportTopic(deviceId), TraceStory.Fitting, 1);
        platform.Trace(1, deviceId);
        await using (var wire = await platform.ConnectRawAsync())
            await wire.TryConnectDeviceAsync(deviceId, new WireConnect { KeepAlive = 5, At = platform.Clock.GetUtcNow() });
        Assert.NotEmpty(await platform.TracesAsync("&kind=forwarding"));
        using (var reset = await platform.Anonymous.PostAsync(new Uri("/v1/test/reset", UriKind.Relative), null, TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
        Assert.Empty(await platform.TracesAsync("&kind=uplink"));
        Assert.Empty(await platform.TracesAsync("&kind=forwarding"));
        Assert.DoesNotContain("connect.keep_alive_out_of_range", await platform.CodesAsync("&device_id=" + deviceId));
        Assert.DoesNotContain("uplink.stored", await platform.CodesAsync("&device_id=" + deviceId));
    }

    [Fact]
    public async Task Mistakes_in_a_query_are_named_all_at_once()
    {
        await using var platform = await TestPlatform.StartAsync();
        var sentence = await platform.Http.SendJsonAsync(HttpMethod.Get, platform.V1 + "traces?kind=x&outcome=y&start_time=z&device_id=%20&lang=fr").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        foreach (var name in new[] { "kind", "outcome", "start_time", "device_id", "lang" })
            Assert.Contains(name + ":", sentence, StringComparison.Ordinal);
        await platform.Http.SendJsonAsync(HttpMethod.Get, platform.V1 + "traces?marker=x").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000018");
        await platform.Anonymous.SendJsonAsync(HttpMethod.Get, platform.V1 + "traces").RefusedAsync(HttpStatusCode.Unauthorized, "IOTDA.000002");
    }
}
