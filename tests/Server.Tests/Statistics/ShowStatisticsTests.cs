using System.Text.Json.Nodes;
using Dukou.Server.Tests.Gateway;

namespace Dukou.Server.Tests.Statistics;

public sealed class ShowStatisticsTests
{
    static Task<JsonNode> AskAsync(TestPlatform platform) => platform.GetAsync(platform.V1 + "statistics?lang=en");

    [Fact]
    [Shows("ShowStatistics")]
    public async Task Devices_are_counted_by_status()
    {
        await using var platform = await TestPlatform.StartAsync();
        var productId = await platform.AddProductAsync();
        var online = await platform.AddDeviceAsync(productId, "online1");
        var offline = await platform.AddDeviceAsync(productId, "offline1");
        var frozen = await platform.AddDeviceAsync(productId, "frozen1");
        await platform.AddDeviceAsync(productId, "inactive1");
        await platform.AddDeviceAsync(productId, "inactive2");
        await using var device = await platform.ConnectDeviceAsync(online);
        await (await platform.ConnectDeviceAsync(offline)).DisposeAsync();
        using var freezing = await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V5 + $"devices/{frozen}/freeze", "{}");

        // The end of a connection takes its time, and a count is good for a second.
        JsonNode? counts = null;
        await Eventually.BecomesTrueAsync(
            async () => (counts = (await AskAsync(platform))["devices"]!).ToJsonString() is """{"registered":5,"online":1,"offline":1,"inactive":2,"abnormal":0,"frozen":1,"connections":1}""",
            () => counts!.ToJsonString());
    }

    [Fact]
    [Shows("ShowStatistics")]
    public async Task Stored_messages_are_counted_and_show_in_the_rates_of_the_last_minute()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        for (ushort id = 1; id <= 30; id++)
            await device.PublishAckedAsync(Lamp.Report(deviceId), Lamp.Level, id);

        Assert.Equal(30, (await AskAsync(platform))["messages"]!["stored"]!.GetValue<long>());
        // A rate is of a second of running time, which is over when it is over.
        JsonNode? messages = null;
        await Eventually.BecomesTrueAsync(
            async () => (messages = (await AskAsync(platform))["messages"]!)["recent"]!.AsArray().Sum(rate => rate!.GetValue<double>()) > 0, () => messages!.ToJsonString());
        Assert.Equal(60, messages!["recent"]!.AsArray().Count);
    }

    [Fact]
    [Shows("ShowStatistics")]
    public async Task What_was_refused_within_the_hour_is_counted_by_reason_beyond_what_traces_keep()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using (var device = await platform.ConnectDeviceAsync(deviceId))
            // Traces keep ten of a device within a second and count the others.
            for (ushort id = 1; id <= 25; id++)
                await device.PublishAckedAsync(Lamp.Report(deviceId), "no JSON", id);

        var failure = Assert.Single((await AskAsync(platform))["failures"]!.AsArray(), failure => (string?)failure!["kind"] == "uplink")!;
        Assert.Equal((25L, "2026-01-02T03:04:05.000Z"), (failure["count"]!.GetValue<long>(), (string?)failure["last_time"]));
        Assert.Contains((string?)failure["sentence"], platform.TakeTraces().Select(trace => trace.Because.Sentence()));

        platform.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(25L, (await AskAsync(platform))["failures"]!.AsArray().Single(counted => (string?)counted!["code"] == (string?)failure["code"])!["count"]!.GetValue<long>());
        platform.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.DoesNotContain((string?)failure["code"], (await AskAsync(platform))["failures"]!.AsArray().Select(counted => (string?)counted!["code"]));
    }

    [Fact]
    public async Task Whoever_watches_leaves_no_trace_of_it()
    {
        await using var platform = await TestPlatform.StartAsync();
        platform.TakeTraces();
        var answer = await AskAsync(platform);
        Assert.Empty(platform.TakeTraces());
        Assert.Equal(["core", "inbox", "shadow", "exchange", "traces", "audit", "history", "files"], answer["storage"]!["parts"]!.AsArray().Select(part => (string)part!["name"]!));
        Assert.Equal(answer["storage"]!["bytes"]!.GetValue<long>(), answer["storage"]!["parts"]!.AsArray().Sum(part => part!["bytes"]!.GetValue<long>()));
        Assert.True(answer["storage"]!["parts"]![0]!["bytes"]!.GetValue<long>() > 0);
    }
}
