using System.Net;
using System.Text.Json;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Storage;

namespace Dukou.Server.Tests.History;

public sealed class ShowDeviceHistoryTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    [Shows("ShowDeviceHistory")]
    public async Task What_a_device_reported_is_read_newest_first_page_by_page()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.PostAsync(platform.V5 + "devices", $$"""{"device_id":"lamp-1","node_id":"lamp-1","product_id":"{{await platform.AddProductAsync()}}"}""");
        var inbox = platform.Service<Inbox>();
        var now = platform.Clock.GetUtcNow();
        for (var i = 0; i < 7; i++)
            await inbox.ReportAsync(HistoryFolder.Report(i, eventTime: $"2026010{i % 2 + 1}T03040{i}Z"), receivedAt: now.AddSeconds(i).ToUnixTimeMilliseconds());
        await inbox.ReportAsync("""{"services":[{"service_id":"Other","properties":{"x":1}}]}""", receivedAt: now.ToUnixTimeMilliseconds());

        var first = await GetAsync(platform, "devices/lamp-1/history?service_id=Lamp&limit=4");
        Assert.Equal([6, 5, 4, 3], Brightness(first));
        Assert.Equal("2026-01-01T03:04:06.000Z", first.GetProperty("reports")[0].GetProperty("event_time").GetString());
        Assert.Equal("2026-01-02T03:04:11.000Z", first.GetProperty("reports")[0].GetProperty("received_time").GetString());
        var second = await GetAsync(platform, $"devices/lamp-1/history?service_id=Lamp&limit=4&marker={first.GetProperty("page").GetProperty("marker").GetString()}");
        Assert.Equal([2, 1, 0], Brightness(second));

        var range = await GetAsync(platform, "devices/lamp-1/history?service_id=Lamp&start_time=20260102T000000Z&end_time=20260102T030404Z&property=brightness");
        Assert.Equal([3, 1], Brightness(range));
        Assert.Equal(8, (await GetAsync(platform, "devices/lamp-1/history?limit=50")).GetProperty("reports").GetArrayLength());
    }

    [Theory]
    [InlineData("start_time=yesterday", "start_time")]
    [InlineData("start_time=20260102T000000Z&end_time=20260101T000000Z", "start_time")]
    [InlineData("limit=51", "limit")]
    [InlineData("marker=xyz", "marker")]
    public async Task A_query_that_can_not_be_is_refused_and_names_what(string query, string named)
    {
        await using var platform = await TestPlatform.StartAsync();
        using var answer = await platform.Http.GetAsync(new Uri(platform.V1 + "devices/lamp-1/history?" + query, UriKind.Relative), Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(named, await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    static async Task<JsonElement> GetAsync(TestPlatform platform, string path)
    {
        using var answer = await platform.Http.GetAsync(new Uri(platform.V1 + path, UriKind.Relative), Cancelled);
        var body = await answer.Content.ReadAsStringAsync(Cancelled);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, body);
        return JsonElement.Parse(body);
    }

    static IEnumerable<int> Brightness(JsonElement answer) =>
        answer.GetProperty("reports").EnumerateArray().Select(report => report.GetProperty("properties").GetProperty("brightness").GetInt32());
}
