using System.Net;
using System.Text.Json.Nodes;
using Dukou.Server.Tests.Devices;

namespace Dukou.Server.Tests.Spaces;

public sealed class ApplicationTests
{
    [Fact]
    [Shows("ShowApplications", AfterRestart = true)]
    public async Task A_new_platform_has_one_space_and_it_is_the_default()
    {
        await using var platform = await TestPlatform.StartAsync();
        var space = Assert.Single((await platform.ShowAsync("apps"))["applications"]!.AsArray())!;
        Assert.True((bool)space["default_app"]!);
        Assert.Matches("^[0-9a-f]{32}$", (string)space["app_id"]!);
        Assert.Equal("20260102T030405Z", (string)space["create_time"]!);
        await platform.RestartAsync();
        Assert.Equal((string)space["app_id"]!, Assert.Single((await platform.ShowAsync("apps")).Texts("applications", "app_id")));
    }

    [Fact]
    [Shows("AddApplication", "ShowApplication", "UpdateApplication", "DeleteApplication", AfterRestart = true)]
    public async Task A_space_is_added_renamed_deleted_and_each_survives_a_restart()
    {
        await using var platform = await TestPlatform.StartAsync();
        var added = await (await platform.SendPostAsync("apps", new() { ["app_name"] = "工厂_1" })).JsonAsync(HttpStatusCode.Created);
        Assert.Equal(["app_id", "app_name", "default_app", "create_time"], added.Select(member => member.Key));
        Assert.False((bool)added["default_app"]!);
        var path = "apps/" + (string)added["app_id"]!;
        Assert.True(JsonNode.DeepEquals(added, await platform.ShowAsync(path)));

        var renamed = await (await platform.SendPutAsync(path, new() { ["app_name"] = "factory" })).JsonAsync();
        Assert.Equal("factory", (string)renamed["app_name"]!);
        await platform.RestartAsync();
        Assert.True(JsonNode.DeepEquals(renamed, await platform.ShowAsync(path)));

        await platform.SendDeleteAsync(path).DoneAsync();
        await platform.RestartAsync();
        await platform.SendGetAsync(path).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.001000");
    }

    [Fact]
    [Shows("ShowApplications")]
    public async Task The_list_can_be_narrowed_to_the_default_space_or_to_the_others()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.AddSpaceAsync("other");
        Assert.Equal(["DefaultApp"], (await platform.ShowAsync("apps?default_app=true")).Texts("applications", "app_name"));
        Assert.Equal(["other"], (await platform.ShowAsync("apps?default_app=false")).Texts("applications", "app_name"));
        Assert.Contains("default_app", await platform.SendGetAsync("apps?default_app=yes").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"));
    }

    [Fact]
    public async Task A_bad_name_is_refused_and_named()
    {
        await using var platform = await TestPlatform.StartAsync();
        foreach (var body in new string[]
        {
            """{}""",
            """{"app_name":""}""",
            """{"app_name":"has blank"}""",
            """{"app_name":"line\n"}""",
            """{"app_name":"01234567890123456789012345678901234567890123456789012345678901234"}""",
            """{"app_name":7}""",
        })
        {
            Assert.Contains("app_name", await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V5 + "apps", body).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"));
            Assert.Single((await platform.ShowAsync("apps"))["applications"]!.AsArray());
        }
    }

    [Fact]
    public async Task The_eleventh_space_is_refused()
    {
        await using var platform = await TestPlatform.StartAsync();
        for (var i = 1; i < 10; i++)
            await platform.AddSpaceAsync($"space-{i}");
        await platform.SendPostAsync("apps", new() { ["app_name"] = "one-too-many" }).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
    }

    [Fact]
    public async Task An_unknown_space_is_403_and_not_404()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.SendGetAsync("apps/nowhere").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.001000");
        await platform.SendPutAsync("apps/nowhere", new() { ["app_name"] = "x" }).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.001000");
        await platform.SendDeleteAsync("apps/nowhere").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.001000");
        await platform.SendGetAsync("products?app_id=nowhere").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.001000");
        await platform.SendGetAsync("devices?app_id=nowhere").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.001000");
    }

    [Fact]
    public async Task The_default_space_stays()
    {
        await using var platform = await TestPlatform.StartAsync();
        var appId = (await platform.ShowAsync("apps")).Texts("applications", "app_id")[0];
        await platform.SendDeleteAsync($"apps/{appId}").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
        await platform.ShowAsync($"apps/{appId}");
    }

    [Fact]
    [Shows("DeleteApplication")]
    public async Task Deleting_a_space_takes_its_products_and_devices_with_it_and_no_others()
    {
        await using var platform = await TestPlatform.StartAsync();
        var appId = await platform.AddSpaceAsync("gone");
        var inside = await platform.CreateProductAsync(body => body["app_id"] = appId);
        var gateway = await platform.CreateDeviceAsync(inside, "gateway", body => body["app_id"] = appId);
        var child = await platform.CreateDeviceAsync(inside, "child", body => (body["app_id"], body["gateway_id"]) = (appId, (string)gateway["device_id"]!));
        var outside = await platform.CreateProductAsync();
        var kept = await platform.CreateDeviceAsync(outside, "kept");

        await platform.SendDeleteAsync($"apps/{appId}").DoneAsync();

        await platform.SendGetAsync($"devices/{(string)gateway["device_id"]!}").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
        await platform.SendGetAsync($"devices/{(string)child["device_id"]!}").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
        await platform.SendGetAsync($"products/{inside}").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.013001");
        await platform.ShowAsync($"devices/{(string)kept["device_id"]!}");
    }
}
