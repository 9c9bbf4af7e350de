using System.Text.Json.Nodes;
using Dukou.Server.Tests.Gateway;

namespace Dukou.Server.Tests.Statistics;

public sealed class ShowRetentionTests
{
    static async Task<JsonNode> AfterThreeDaysAsync(Func<ServerOptions, ServerOptions> configure)
    {
        var (platform, deviceId) = await Lamp.StartAsync(configure);
        await using var _ = platform;
        for (var day = 0; day < 3; day++)
        {
            if (day > 0)
                platform.Clock.Advance(TimeSpan.FromDays(1));
            await using var device = await platform.ConnectDeviceAsync(deviceId);
            await device.PublishAckedAsync(Lamp.Report(deviceId), Lamp.Level);
            // A reader makes the history write what it has collected.
            await platform.GetAsync(platform.V1 + $"devices/{deviceId}/history");
        }
        return (await platform.GetAsync(platform.V1 + "retention"))["history"]!;
    }

    [Fact]
    [Shows("ShowRetention")]
    public async Task The_forecast_is_the_pace_of_the_days_that_are_over_times_the_days_that_are_kept()
    {
        var history = await AfterThreeDaysAsync(options => options with { History = options.History with { DaysMax = 10 } });
        var days = history["days"]!.AsArray().Select(day => (day!["date"]!.GetValue<int>(), day["bytes"]!.GetValue<long>())).ToList();
        Assert.Equal([20260104, 20260103, 20260102], days.Select(day => day.Item1));
        var perDay = (days[1].Item2 + days[2].Item2) / 2;
        Assert.Equal((perDay, 2L, perDay * 10, 10L), (Number(history, "bytes_per_day"), Number(history, "measured_days"), Number(history, "forecast_bytes"), Number(history, "kept_days")));
        Assert.True(Number(history, "free_bytes") > 0);
    }

    [Fact]
    public async Task When_bytes_run_out_before_days_do_it_says_how_many_days_that_is()
    {
        var history = await AfterThreeDaysAsync(options => options with { History = options.History with { DaysMax = 1000, BytesMax = 1_000_000 } });
        Assert.Equal((1_000_000L, 1_000_000 / Number(history, "bytes_per_day")), (Number(history, "forecast_bytes"), Number(history, "kept_days")));
        Assert.True(Number(history, "kept_days") < 1000);
    }

    static long Number(JsonNode node, string name) => node[name]!.GetValue<long>();
}
