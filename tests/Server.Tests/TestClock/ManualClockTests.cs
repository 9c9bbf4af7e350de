using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dukou.Server.TestClock;

namespace Dukou.Server.Tests.TestClock;

public sealed class ManualClockTests
{
    static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void It_stands_still_until_it_is_moved()
    {
        var clock = new ManualClock(Start);
        var stamp = clock.GetTimestamp();

        Assert.Equal(Start, clock.GetUtcNow());
        Assert.Equal(Start.AddSeconds(20), clock.Advance(TimeSpan.FromSeconds(20)));
        Assert.Equal(TimeSpan.FromSeconds(20), clock.GetElapsedTime(stamp));
    }

    [Fact]
    public void Timers_run_in_the_order_of_their_times_and_each_sees_its_own()
    {
        var clock = new ManualClock(Start);
        var seen = new List<(string Name, DateTimeOffset At)>();
        using var late = clock.CreateTimer(_ => seen.Add(("late", clock.GetUtcNow())), null, TimeSpan.FromSeconds(9), Timeout.InfiniteTimeSpan);
        using var often = clock.CreateTimer(_ => seen.Add(("often", clock.GetUtcNow())), null, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(4));
        using var never = clock.CreateTimer(_ => seen.Add(("never", clock.GetUtcNow())), null, Timeout.InfiniteTimeSpan, TimeSpan.FromSeconds(1));

        clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal([("often", Start.AddSeconds(4)), ("often", Start.AddSeconds(8)), ("late", Start.AddSeconds(9))], seen);
        Assert.Equal(Start.AddSeconds(10), clock.GetUtcNow());
    }

    [Fact]
    public async Task A_delay_on_it_ends_when_it_is_moved_and_not_before()
    {
        var clock = new ManualClock(Start);
        var delay = Task.Delay(TimeSpan.FromSeconds(20), clock, TestContext.Current.CancellationToken);

        clock.Advance(TimeSpan.FromSeconds(19));
        Assert.False(delay.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        await delay.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_timer_that_is_disposed_does_not_run()
    {
        var clock = new ManualClock(Start);
        var ran = false;
        clock.CreateTimer(_ => ran = true, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan).Dispose();

        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.False(ran);
    }

    [Fact]
    [Shows("MoveTestClock")]
    public async Task Over_HTTP_it_moves_without_credentials_and_the_answer_is_its_time()
    {
        await using var platform = await StartAsync();

        Assert.Equal("20260102T030425Z", await AdvanceAsync(platform.Http, """{"advance":"00:00:20"}"""));
        Assert.Equal("20260102T030425Z", await AdvanceAsync(platform.Http, """{"advance":"00:00:00"}"""));
    }

    [Fact]
    public async Task A_page_of_another_site_and_a_step_back_are_refused()
    {
        await using var platform = await StartAsync();
        using var http = new HttpClient { BaseAddress = platform.Http };
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/v1/test/clock") { Content = JsonContent.Create(new { advance = "00:00:20" }) };
        foreign.Headers.Add("Sec-Fetch-Site", "cross-site");

        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(foreign, TestContext.Current.CancellationToken)).StatusCode);
        var back = await http.PostAsJsonAsync("/v1/test/clock", new { advance = "-00:00:20" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, back.StatusCode);
    }

    [Fact]
    public async Task Without_the_option_there_is_no_such_path()
    {
        await using var platform = await TestPlatform.StartAsync();

        var answer = await platform.Http.PostAsJsonAsync("/v1/test/clock", new { advance = "00:00:20" }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    static Task<Platform> StartAsync() => Platform.StartAsync(new ServerOptions
    {
        DataFolder = Path.Combine(Path.GetTempPath(), "dukou-test-" + Guid.NewGuid().ToString("N")),
        Ephemeral = true,
        TestClock = Start,
        Http = new Listen(IPAddress.Loopback, 0),
        Https = null,
        Mqtt = null,
        Mqtts = null,
    }, cancellationToken: TestContext.Current.CancellationToken);

    static async Task<string?> AdvanceAsync(Uri api, string body)
    {
        using var http = new HttpClient { BaseAddress = api };
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync("/v1/test/clock", content, TestContext.Current.CancellationToken);
        return (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["now"];
    }
}
