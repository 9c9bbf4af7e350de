using Dukou.Server.Tests.Gateway;

namespace Dukou.Server.Tests.Faults;

/// <summary>The system's clock jumps back and forth, as it does when somebody sets it or time is synchronized late.</summary>
public sealed class ClockTests
{
    static readonly TimeSpan[] Jumps =
        [TimeSpan.Zero, TimeSpan.FromHours(-2), TimeSpan.FromHours(12), TimeSpan.FromHours(1), TimeSpan.FromHours(-3), TimeSpan.FromMinutes(-1)];

    [Fact]
    public async Task Order_is_that_of_receipt_and_ids_grow_however_the_clock_jumps()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        var products = new List<string>();
        await using (var device = await platform.ConnectDeviceAsync(deviceId))
            foreach (var (i, jump) in Jumps.Index())
            {
                platform.Clock.Step = jump;
                await device.PublishAckedAsync(Lamp.Report(deviceId), Level(i));
                products.Add(await platform.AddProductAsync($"p{i}"));
            }

        // The present time lies before most of what is stored.
        await platform.RestartAsync();
        await using (var device = await platform.ConnectDeviceAsync(deviceId))
            await device.PublishAckedAsync(Lamp.Report(deviceId), Level(Jumps.Length));
        products.Add(await platform.AddProductAsync("after"));

        var history = await platform.GetAsync(platform.V1 + $"devices/{deviceId}/history?limit=50");
        Assert.Equal(Enumerable.Range(0, Jumps.Length + 1).Reverse(), history["reports"]!.AsArray().Select(report => (int)report!["properties"]!["level"]!));
        var shadow = await platform.GetAsync(platform.V5 + $"devices/{deviceId}/shadow");
        Assert.Equal(Jumps.Length, (int)shadow["shadow"]![0]!["reported"]!["properties"]!["level"]!);
        var listed = (await platform.GetAsync(platform.V5 + "products?limit=50"))["products"]!.AsArray().Select(product => (string)product!["product_id"]!).ToList();
        Assert.Equal(products.AsEnumerable().Reverse(), listed[..products.Count]);
    }

    [Fact]
    public async Task Nothing_is_lost_when_the_clock_jumps_over_days()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        int[] days = [0, -1, 2, -3, 1];
        await using (var device = await platform.ConnectDeviceAsync(deviceId))
            foreach (var (i, day) in days.Index())
            {
                platform.Clock.Step = TimeSpan.FromDays(day);
                await device.PublishAckedAsync(Lamp.Report(deviceId), Level(i));
            }
        await platform.RestartAsync();
        var history = await platform.GetAsync(platform.V1 + $"devices/{deviceId}/history?limit=50");
        Assert.Equal(Enumerable.Range(0, days.Length), history["reports"]!.AsArray().Select(report => (int)report!["properties"]!["level"]!).Order());
    }

    [Fact]
    public async Task Nobody_is_cut_off_by_a_jump_and_keep_alive_goes_on_as_before()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, new WireConnect { KeepAlive = 60 });
        foreach (var jump in Jumps.Append(TimeSpan.FromDays(400)).Append(TimeSpan.FromDays(-400)))
        {
            platform.Clock.Step = jump;
            platform.Clock.Advance(TimeSpan.FromSeconds(50));
            await device.PingAsync();
        }
        platform.Clock.Advance(TimeSpan.FromSeconds(92));
        Assert.Empty(await device.ReadToEndAsync());
        await platform.TraceAsync("connection.keep_alive_timeout");
    }

    static string Level(int level) => $$$"""{"services":[{"service_id":"Lamp","properties":{"level":{{{level}}}}}]}""";
}
