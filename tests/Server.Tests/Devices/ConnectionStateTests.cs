using System.Text.Json.Nodes;
using Dukou.Server.Devices;
using Dukou.Server.Sessions;
using Dukou.Server.Storage;

namespace Dukou.Server.Tests.Devices;

public sealed class ConnectionStateTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    static async Task<string> DeviceAsync(TestPlatform platform, string nodeId = "n") =>
        (string)(await platform.CreateDeviceAsync(await platform.CreateProductAsync(), nodeId))["device_id"]!;

    [Fact]
    public async Task The_first_connection_activates_the_device()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await DeviceAsync(platform);
        var store = platform.Service<DeviceStore>();
        platform.Clock.Advance(TimeSpan.FromMilliseconds(1500));
        Assert.True(await store.SetOnlineAsync(deviceId, 5, platform.Clock.GetUtcNow(), "192.0.2.1:5", Token));
        var online = await platform.ShowAsync($"devices/{deviceId}");
        Assert.Equal(("ONLINE", "2026-01-02T03:04:06.500Z", "2026-01-02T03:04:06.500Z"),
            ((string)online["status"]!, (string)online["active_time"]!, (string)online["connection_status_update_time"]!));

        platform.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.True(await store.SetOfflineAsync(deviceId, 5, platform.Clock.GetUtcNow(), Token));
        var offline = await platform.ShowAsync($"devices/{deviceId}");
        Assert.Equal(("OFFLINE", "2026-01-02T03:04:06.500Z", "2026-01-02T03:04:16.500Z"),
            ((string)offline["status"]!, (string)offline["active_time"]!, (string)offline["connection_status_update_time"]!));
    }

    [Fact]
    public async Task An_older_connection_changes_nothing()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await DeviceAsync(platform);
        var store = platform.Service<DeviceStore>();
        var now = platform.Clock.GetUtcNow();
        Assert.True(await store.SetOnlineAsync(deviceId, 7, now, null, Token));
        Assert.True(await store.SetOnlineAsync(deviceId, 8, now, null, Token));
        Assert.False(await store.SetOfflineAsync(deviceId, 7, now, Token));
        Assert.False(await store.SetOnlineAsync(deviceId, 6, now, null, Token));
        Assert.Equal("ONLINE", (string)(await platform.ShowAsync($"devices/{deviceId}"))["status"]!);
        Assert.True(await store.SetOfflineAsync(deviceId, 8, now, Token));
        Assert.False(await store.SetOfflineAsync(deviceId, 8, now, Token));
    }

    [Fact]
    public async Task A_frozen_or_unknown_device_cannot_come_online()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await DeviceAsync(platform);
        await platform.SendPostAsync($"devices/{deviceId}/freeze").DoneAsync();
        var store = platform.Service<DeviceStore>();
        Assert.False(await store.SetOnlineAsync(deviceId, 1, platform.Clock.GetUtcNow(), null, Token));
        Assert.False(await store.SetOnlineAsync("nobody", 1, platform.Clock.GetUtcNow(), null, Token));
        await platform.SendPostAsync($"devices/{deviceId}/unfreeze").DoneAsync();
        Assert.True(await store.SetOnlineAsync(deviceId, 1, platform.Clock.GetUtcNow(), null, Token));
    }

    [Fact]
    public async Task After_a_restart_nobody_is_online_and_epochs_are_greater()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await DeviceAsync(platform);
        var epoch = platform.Service<Epochs>().Next();
        Assert.True(await platform.Service<DeviceStore>().SetOnlineAsync(deviceId, epoch, platform.Clock.GetUtcNow(), null, Token));
        platform.Clock.Advance(TimeSpan.FromMinutes(1));
        await platform.RestartAsync();
        var shown = await platform.ShowAsync($"devices/{deviceId}");
        Assert.Equal(("OFFLINE", "2026-01-02T03:05:05.000Z"), ((string)shown["status"]!, (string)shown["connection_status_update_time"]!));
        Assert.True(platform.Service<Epochs>().Next() > epoch);
    }

    [Fact]
    public async Task Thousands_may_change_at_once()
    {
        await using var platform = await TestPlatform.StartAsync();
        var productId = await platform.CreateProductAsync();
        var appId = (await platform.ShowAsync("apps")).Texts("applications", "app_id")[0];
        var (store, now) = (platform.Service<DeviceStore>(), platform.Clock.GetUtcNow());
        var ids = Enumerable.Range(0, 2000).Select(i => $"d{i}").ToList();
        await Task.WhenAll(ids.Select(id => store.InsertAsync(new Device(id, appId, productId, id, now), [], Token)));
        Assert.All(await Task.WhenAll(ids.Select(id => store.SetOnlineAsync(id, 1, now, null, Token))), Assert.True);
        Assert.All(await Task.WhenAll(ids.Select(id => store.SetOfflineAsync(id, 1, now, Token))), Assert.True);
        foreach (var id in ids)
            Assert.Equal(DeviceStatus.Offline, (await store.FindAsync(id))!.Status);
    }

    [Fact]
    public async Task Every_change_leaves_its_notification_in_order_and_without_secrets()
    {
        await using var platform = await TestPlatform.StartAsync();
        var outbox = platform.Service<Outbox>();
        var start = outbox.Head;
        var deviceId = await DeviceAsync(platform);
        var store = platform.Service<DeviceStore>();
        await store.SetOnlineAsync(deviceId, 1, platform.Clock.GetUtcNow(), null, Token);
        await store.SetOnlineAsync(deviceId, 2, platform.Clock.GetUtcNow(), null, Token);
        await platform.SendPutAsync($"devices/{deviceId}", new() { ["device_name"] = "x" });
        await store.SetOfflineAsync(deviceId, 2, platform.Clock.GetUtcNow(), Token);
        await platform.SendDeleteAsync($"devices/{deviceId}").DoneAsync();

        // What is desired at first is a row for the shadows and no notification.
        var entries = outbox.ReadAfter(start, 100).Where(entry => entry.Resource != "device.desired").ToList();
        Assert.Equal(["product create", "device create", "device.status update", "device update", "device.status update", "device delete"],
            entries.Select(entry => $"{entry.Resource} {entry.Event}"));
        Assert.All(entries, entry => Assert.DoesNotContain("secret\"", entry.Document));
        var status = JsonNode.Parse(entries[2].Document)!;
        Assert.Equal((deviceId, "ONLINE", "2026-01-02T03:04:05.000Z", "20260102T030405Z"),
            ((string)status["header"]!["device_id"]!, (string)status["body"]!["status"]!, (string)status["body"]!["status_update_time"]!, (string)status["body"]!["last_online_time"]!));
        Assert.Equal(deviceId, (string)JsonNode.Parse(entries[1].Document)!["body"]!["device_id"]!);
    }

    [Fact]
    public async Task Secrets_are_not_readable_in_the_data_file()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.CreateDeviceAsync(await platform.CreateProductAsync(), "n", body => body["auth_info"] = new JsonObject { ["secret"] = "plain-to-see-123" });
        await platform.StopAsync();
        var needle = "plain-to-see-123"u8.ToArray();
        foreach (var file in Directory.GetFiles(platform.DataFolder, "*.db*"))
            Assert.True((await File.ReadAllBytesAsync(file, Token)).AsSpan().IndexOf(needle) < 0, file);
    }
}
