using System.Net;
using System.Text.Json.Nodes;

namespace Dukou.Server.Tests.Devices;

public sealed class DeviceTests
{
    [Fact]
    [Shows("UpdateDevice", AfterRestart = true)]
    public async Task An_update_changes_what_it_gives_and_survives_a_restart()
    {
        await using var platform = await TestPlatform.StartAsync();
        var path = "devices/" + (string)(await platform.CreateDeviceAsync(await platform.CreateProductAsync(), "n", body => body["description"] = "old"))["device_id"]!;
        var updated = await (await platform.SendPutAsync(path, new()
        {
            ["device_name"] = "new",
            ["extension_info"] = new JsonObject { ["k"] = 1 },
            ["auth_info"] = new JsonObject { ["secure_access"] = true, ["timeout"] = 90 },
        })).JsonAsync();
        Assert.Equal(("new", "old"), ((string)updated["device_name"]!, (string)updated["description"]!));
        Assert.Null(updated["auth_info"]!["secret"]);
        await platform.RestartAsync();
        var shown = await platform.ShowAsync(path);
        Assert.Equal(("new", "old", true, 90),
            ((string)shown["device_name"]!, (string)shown["description"]!, (bool)shown["auth_info"]!["secure_access"]!, (int)shown["auth_info"]!["timeout"]!));
        Assert.Equal("""{"k":1}""", shown["extension_info"]!.ToJsonString());
        Assert.NotNull(shown["auth_info"]!["secret"]);
    }

    [Fact]
    public async Task A_bad_update_is_refused_and_named()
    {
        await using var platform = await TestPlatform.StartAsync();
        var path = "devices/" + (string)(await platform.CreateDeviceAsync(await platform.CreateProductAsync(), "n"))["device_id"]!;
        foreach (var (body, named) in new (string, string)[]
        {
            ("""{"device_name":"a b"}""", "device_name"),
            ("""{"description":"<x>"}""", "description"),
            ("""{"auth_info":{"timeout":-1}}""", "auth_info.timeout"),
        })
        {
            Assert.Contains(named, await platform.SendPutAsync(path, JsonNode.Parse(body)!.AsObject()).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"));
        }
    }

    [Fact]
    [Shows("DeleteDevice", AfterRestart = true)]
    public async Task A_deleted_device_is_gone_and_its_ids_are_free()
    {
        await using var platform = await TestPlatform.StartAsync();
        var productId = await platform.CreateProductAsync();
        var first = await platform.CreateDeviceAsync(productId, "n");
        var path = "devices/" + (string)first["device_id"]!;
        await platform.SendDeleteAsync(path).DoneAsync();
        await platform.SendGetAsync(path).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
        var second = await platform.CreateDeviceAsync(productId, "n");
        Assert.NotEqual((string)first["auth_info"]!["secret"]!, (string)second["auth_info"]!["secret"]!);
        Assert.True(JsonNode.DeepEquals(second, await platform.ShowAsync(path)));
        await platform.SendDeleteAsync(path).DoneAsync();
        await platform.RestartAsync();
        await platform.SendGetAsync(path).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
    }

    [Fact]
    public async Task An_unknown_device_is_404()
    {
        await using var platform = await TestPlatform.StartAsync();
        const string path = "devices/nobody";
        await platform.SendGetAsync(path).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
        await platform.SendPutAsync(path, []).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
        await platform.SendDeleteAsync(path).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
        await platform.SendPostAsync(path + "/freeze").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
        await platform.SendPostAsync(path + "/unfreeze").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
        await platform.SendPostAsync(path + "/action?action_id=resetSecret", []).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
        await platform.SendPostAsync(path + "/reset-fingerprint", []).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
    }

    [Fact]
    [Shows("FreezeDevice", "UnfreezeDevice", AfterRestart = true)]
    public async Task A_frozen_device_says_so_until_it_is_unfrozen()
    {
        await using var platform = await TestPlatform.StartAsync();
        var path = "devices/" + (string)(await platform.CreateDeviceAsync(await platform.CreateProductAsync(), "n"))["device_id"]!;
        await platform.SendPostAsync(path + "/freeze").DoneAsync();
        await platform.RestartAsync();
        Assert.Equal("FROZEN", (string)(await platform.ShowAsync(path))["status"]!);
        Assert.Equal("FROZEN", (await platform.ShowAsync("devices")).Texts("devices", "status")[0]);
        await platform.SendPostAsync(path + "/unfreeze").DoneAsync();
        await platform.RestartAsync();
        Assert.Equal("INACTIVE", (string)(await platform.ShowAsync(path))["status"]!);
    }

    [Fact]
    public async Task Children_nest_two_levels_and_hold_their_parent()
    {
        await using var platform = await TestPlatform.StartAsync();
        var productId = await platform.CreateProductAsync();
        string Id(JsonObject device) => (string)device["device_id"]!;
        var gateway = Id(await platform.CreateDeviceAsync(productId, "gateway"));
        var child = await platform.CreateDeviceAsync(productId, "child", body => body["gateway_id"] = gateway);
        Assert.Equal(("ENDPOINT", gateway), ((string)child["node_type"]!, (string)child["gateway_id"]!));
        var grandchild = Id(await platform.CreateDeviceAsync(productId, "grandchild", body => body["gateway_id"] = Id(child)));
        Assert.Contains("gateway_id", await platform.SendPostAsync("devices", new() { ["product_id"] = productId, ["node_id"] = "deeper", ["gateway_id"] = grandchild })
            .RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"));

        Assert.Equal([Id(child)], (await platform.ShowAsync($"devices?gateway_id={gateway}")).Texts("devices", "device_id"));
        Assert.Equal([grandchild, Id(child)], (await platform.ShowAsync($"devices?gateway_id={gateway}&is_cascade_query=true")).Texts("devices", "device_id"));
        Assert.Contains("1 child", await platform.SendDeleteAsync($"devices/{gateway}").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021"));
        await platform.SendPostAsync($"devices/{Id(child)}/freeze").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
        foreach (var deviceId in new[] { grandchild, Id(child), gateway })
            await platform.SendDeleteAsync($"devices/{deviceId}").DoneAsync();
    }

    [Fact]
    public async Task A_gateway_of_another_space_takes_no_child()
    {
        await using var platform = await TestPlatform.StartAsync();
        var appId = await platform.AddSpaceAsync("other");
        var foreign = await platform.CreateProductAsync(body => body["app_id"] = appId);
        var gateway = await platform.CreateDeviceAsync(foreign, "gateway", body => body["app_id"] = appId);
        Assert.Contains("gateway_id", await platform.SendPostAsync("devices",
            new() { ["product_id"] = await platform.CreateProductAsync(), ["node_id"] = "n", ["gateway_id"] = (string)gateway["device_id"]! })
            .RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"));
    }

    [Fact]
    public async Task A_registration_with_a_timeout_goes_unless_the_device_connects()
    {
        await using var platform = await TestPlatform.StartAsync();
        var productId = await platform.CreateProductAsync();
        void InAMinute(JsonObject body) => body["auth_info"] = new JsonObject { ["timeout"] = 60 };
        var silent = (string)(await platform.CreateDeviceAsync(productId, "silent", InAMinute))["device_id"]!;
        var connected = (string)(await platform.CreateDeviceAsync(productId, "connected", InAMinute))["device_id"]!;
        var patient = (string)(await platform.CreateDeviceAsync(productId, "patient"))["device_id"]!;
        var store = platform.Service<Server.Devices.DeviceStore>();
        Assert.True(await store.SetOnlineAsync(connected, 1, platform.Clock.GetUtcNow(), null, TestContext.Current.CancellationToken));

        platform.Clock.Advance(TimeSpan.FromSeconds(59));
        await platform.ShowAsync($"devices/{silent}");
        await Eventually.BecomesTrueAsync(async () =>
        {
            platform.Clock.Advance(Server.Devices.RegistrationSweeper.Period);
            return await store.FindAsync(silent) is null;
        });
        await platform.SendGetAsync($"devices/{silent}").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
        await platform.ShowAsync($"devices/{connected}");
        await platform.ShowAsync($"devices/{patient}");
    }
}
