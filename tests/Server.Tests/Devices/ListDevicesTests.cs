using System.Diagnostics;
using System.Net;
using Dukou.Server.Devices;

namespace Dukou.Server.Tests.Devices;

public sealed class ListDevicesTests
{
    [Fact]
    [Shows("ListDevices")]
    public async Task Pages_of_ten_hold_25_devices_newest_first_without_secrets()
    {
        await using var platform = await TestPlatform.StartAsync();
        var productId = await platform.CreateProductAsync();
        for (var i = 0; i < 25; i++)
            await platform.CreateDeviceAsync(productId, $"n{i:00}");
        var expected = Enumerable.Range(0, 25).Reverse().Select(i => $"n{i:00}").ToList();
        Assert.Equal(expected, await platform.ReadPagesAsync("devices", "devices", "node_id", 25));
        var page = await platform.ShowAsync("devices?limit=10&offset=20");
        Assert.Equal(expected[20..], page.Texts("devices", "node_id"));
        var device = page["devices"]![0]!.AsObject();
        Assert.Equal(["app_id", "app_name", "device_id", "node_id", "gateway_id", "node_type", "product_id", "product_name", "status", "tags"], device.Select(member => member.Key));
    }

    [Fact]
    [Shows("ListDevices")]
    public async Task Every_filter_narrows_the_list()
    {
        await using var platform = await TestPlatform.StartAsync();
        var appId = await platform.AddSpaceAsync("other");
        var (here, there) = (await platform.CreateProductAsync(), await platform.CreateProductAsync(body => body["app_id"] = appId));
        await platform.CreateDeviceAsync(here, "a");
        platform.Clock.Advance(TimeSpan.FromMinutes(1));
        await platform.CreateDeviceAsync(here, "b", body => body["device_name"] = "named");
        platform.Clock.Advance(TimeSpan.FromMinutes(1));
        await platform.CreateDeviceAsync(there, "c", body => body["app_id"] = appId);
        foreach (var (query, expected) in new (string, string[])[]
        {
            ("", ["c", "b", "a"]), ($"product_id={here}", ["b", "a"]), ($"app_id={appId}", ["c"]), ("node_id=a", ["a"]), ("device_name=named", ["b"]),
            ("start_time=20260102T030505Z", ["c", "b"]), ("end_time=20260102T030505Z", ["b", "a"]), ("start_time=20260102T030405Z&end_time=20260102T030504Z", ["a"]),
            ($"product_id={here}&node_id=c", []), ("gateway_id=nobody", []),
        })
            Assert.Equal(expected, (await platform.ShowAsync("devices?" + query)).Texts("devices", "node_id"));
    }

    [Fact]
    public async Task A_bad_query_is_refused()
    {
        await using var platform = await TestPlatform.StartAsync();
        foreach (var (query, code) in new (string, string)[]
        {
            ("limit=0", "IOTDA.000017"),
            ("limit=x", "IOTDA.000017"),
            ("marker=12", "IOTDA.000018"),
            ("offset=-1", "IOTDA.000006"),
            ("product_id=a.b", "IOTDA.000006"),
            ("gateway_id=a.b", "IOTDA.000006"),
            ("node_id=a.b", "IOTDA.000006"),
            ("is_cascade_query=1", "IOTDA.000006"),
            ("start_time=2026-01-02", "IOTDA.000009"),
            ("end_time=20260102T030405", "IOTDA.000009"),
            ("start_time=20260102T030405Z&end_time=20260102T030405Z", "IOTDA.000010"),
        })
        {
            await platform.SendGetAsync("devices?" + query).RefusedAsync(HttpStatusCode.BadRequest, code);
        }
    }

    [Fact]
    [ShowsLimit("RegisteredDevices")]
    public async Task Any_page_of_20000_devices_comes_at_once()
    {
        await using var platform = await TestPlatform.StartAsync();
        var (productId, appId) = (await platform.CreateProductAsync(), (await platform.ShowAsync("apps")).Texts("applications", "app_id")[0]);
        var store = platform.Service<DeviceStore>();
        for (var slice = 0; slice < 20; slice++)
            await Task.WhenAll(Enumerable.Range(slice * 1000, 1000).Select(i => store.InsertAsync(
                new Device($"d{i:00000}", appId, productId, $"n{i:00000}", platform.Clock.GetUtcNow()), [], TestContext.Current.CancellationToken)));
        await platform.ShowAsync("devices");

        var (seen, marker, times) = (0, "", new List<TimeSpan>());
        for (var i = 0; i < 40; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var page = await platform.ShowAsync($"devices?limit=50&product_id={productId}{marker}");
            times.Add(Stopwatch.GetElapsedTime(started));
            Assert.Equal(20_000, (int)page["page"]!["count"]!);
            seen += page.Texts("devices", "device_id").Length;
            // Leaps from the newest to the oldest, so that far pages are asked for as well.
            marker = i % 2 == 0 ? $"&marker={(string)page["page"]!["marker"]!}&offset=500" : $"&marker={(string)page["page"]!["marker"]!}";
        }
        Assert.Equal(40 * 50, seen);
        // Some milliseconds each; the bound only has to tell a scan of everything from an index. The quickest of the far pages counts: a busy machine slows others.
        Assert.True(times[20..].Min() < TimeSpan.FromMilliseconds(500), string.Join(", ", times));
    }
}
