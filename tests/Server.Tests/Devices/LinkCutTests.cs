using System.Text.Json.Nodes;
using Dukou.Protocol.Mqtt;

namespace Dukou.Server.Tests.Devices;

/// <summary>What the registry does to a live connection.</summary>
public sealed class LinkCutTests
{
    static readonly WireConnect Version5 = new() { Version = ProtocolVersion.V500 };

    static async Task<(string DeviceId, WireClient Link)> OnlineAsync(TestPlatform platform)
    {
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        return (deviceId, await platform.ConnectDeviceAsync(deviceId, Version5));
    }

    [Fact]
    [Shows("DeleteDevice")]
    public async Task A_deleted_device_is_told_and_cut_and_cannot_come_back()
    {
        await using var platform = await TestPlatform.StartAsync();
        var (deviceId, link) = await OnlineAsync(platform);
        await using var _ = link;
        await platform.SendDeleteAsync($"devices/{deviceId}").DoneAsync();
        AssertCut(await link.ReadToEndAsync());
        await using var again = await platform.ConnectRawAsync();
        Assert.NotEqual(ReasonCode.Success, (await again.TryConnectDeviceAsync(deviceId, Version5 with { At = platform.Clock.GetUtcNow() })).Reason);
    }

    [Fact]
    [Shows("FreezeDevice", "UnfreezeDevice")]
    public async Task A_frozen_device_is_told_and_cut_and_comes_back_once_it_is_unfrozen()
    {
        await using var platform = await TestPlatform.StartAsync();
        var (deviceId, link) = await OnlineAsync(platform);
        await using var _ = link;
        await platform.SendPostAsync($"devices/{deviceId}/freeze").DoneAsync();
        AssertCut(await link.ReadToEndAsync());
        await using var refused = await platform.ConnectRawAsync();
        Assert.Equal(ReasonCode.NotAuthorized, (await refused.TryConnectDeviceAsync(deviceId, Version5 with { At = platform.Clock.GetUtcNow() })).Reason);

        await platform.SendPostAsync($"devices/{deviceId}/unfreeze").DoneAsync();
        await using var again = await platform.ConnectDeviceAsync(deviceId, Version5);
        Assert.Equal("ONLINE", (string)(await platform.ShowAsync($"devices/{deviceId}"))["status"]!);
    }

    [Fact]
    [Shows("ResetDeviceSecret")]
    public async Task A_reset_cuts_only_when_it_is_forced_and_the_old_secret_is_refused_afterwards()
    {
        await using var platform = await TestPlatform.StartAsync();
        var (deviceId, link) = await OnlineAsync(platform);
        await using var _ = link;
        var path = $"devices/{deviceId}/action?action_id=resetSecret";
        await (await platform.SendPostAsync(path, new() { ["secret"] = "second-secret" })).JsonAsync();
        await link.PingAsync();
        await (await platform.SendPostAsync(path, new() { ["secret"] = "third-secret", ["force_disconnect"] = true })).JsonAsync();
        AssertCut(await link.ReadToEndAsync());

        await using var old = await platform.ConnectRawAsync();
        Assert.NotEqual(ReasonCode.Success, (await old.TryConnectDeviceAsync(deviceId, Version5 with { At = platform.Clock.GetUtcNow(), Secret = "second-secret" })).Reason);
        await using var renewed = await platform.ConnectDeviceAsync(deviceId, Version5 with { Secret = "third-secret" });
    }

    [Fact]
    [Shows("ResetDeviceSecret")]
    public async Task A_secondary_secret_opens_the_door_too()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await (await platform.SendPostAsync($"devices/{deviceId}/action?action_id=resetSecret", new() { ["secret"] = "beside-it", ["secret_type"] = "SECONDARY" })).JsonAsync();
        await using (await platform.ConnectDeviceAsync(deviceId, Version5 with { Secret = "beside-it" }))
        {
        }
        await using var primary = await platform.ConnectDeviceAsync(deviceId, Version5);
    }

    [Fact]
    [Shows("DeleteApplication")]
    public async Task A_deleted_space_cuts_the_links_of_its_devices()
    {
        await using var platform = await TestPlatform.StartAsync();
        var appId = await platform.AddSpaceAsync("gone");
        var productId = await platform.CreateProductAsync(body => body["app_id"] = appId);
        var device = await platform.CreateDeviceAsync(productId, "n", body => (body["app_id"], body["auth_info"]) = (appId, new JsonObject { ["secret"] = "12345678" }));
        await using var link = await platform.ConnectDeviceAsync((string)device["device_id"]!, Version5);
        await platform.SendDeleteAsync($"apps/{appId}").DoneAsync();
        AssertCut(await link.ReadToEndAsync());
    }

    static void AssertCut(List<WirePacket> packets)
    {
        var last = packets[^1];
        Assert.Equal(PacketType.Disconnect, last.Type);
        Assert.Equal((byte)ReasonCode.AdministrativeAction, last.Bytes[2]);
    }
}
