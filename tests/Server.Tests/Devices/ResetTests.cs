using System.Net;
using System.Text.Json.Nodes;

namespace Dukou.Server.Tests.Devices;

public sealed class ResetTests
{
    static async Task<string> DeviceAsync(TestPlatform platform) =>
        "devices/" + (string)(await platform.CreateDeviceAsync(await platform.CreateProductAsync(), "n", body => body["auth_info"] = new JsonObject { ["secret"] = "old-secret" }))["device_id"]!;

    [Fact]
    [Shows("ResetDeviceSecret", AfterRestart = true)]
    public async Task A_secret_is_replaced_by_the_callers_or_by_a_generated_one()
    {
        await using var platform = await TestPlatform.StartAsync();
        var path = await DeviceAsync(platform);
        var given = await (await platform.SendPostAsync(path + "/action?action_id=resetSecret", new() { ["secret"] = "new-secret", ["force_disconnect"] = true })).JsonAsync();
        Assert.Equal(["device_id", "secret", "secret_type"], given.Select(member => member.Key));
        Assert.Equal(("new-secret", "PRIMARY"), ((string)given["secret"]!, (string)given["secret_type"]!));
        Assert.Equal("new-secret", (string)(await platform.ShowAsync(path))["auth_info"]!["secret"]!);

        var generated = await (await platform.SendPostAsync(path + "/action?action_id=resetSecret", [])).JsonAsync();
        Assert.Matches("^[0-9a-f]{32}$", (string)generated["secret"]!);
        await platform.RestartAsync();
        Assert.Equal((string)generated["secret"]!, (string)(await platform.ShowAsync(path))["auth_info"]!["secret"]!);
    }

    [Fact]
    [Shows("ResetDeviceSecret", AfterRestart = true)]
    public async Task A_secondary_secret_stands_beside_the_primary_one()
    {
        await using var platform = await TestPlatform.StartAsync();
        var path = await DeviceAsync(platform);
        await (await platform.SendPostAsync(path + "/action?action_id=resetSecret", new() { ["secret"] = "second-one", ["secret_type"] = "SECONDARY" })).JsonAsync();
        await platform.RestartAsync();
        var shown = await platform.ShowAsync(path);
        Assert.Equal(("old-secret", "second-one"), ((string)shown["auth_info"]!["secret"]!, (string)shown["auth_info"]!["secondary_secret"]!));
    }

    [Fact]
    public async Task A_bad_reset_is_refused_and_named()
    {
        await using var platform = await TestPlatform.StartAsync();
        var path = await DeviceAsync(platform);
        foreach (var (action, body, named) in new (string, string, string)[]
        {
            ("action", "{}", "action_id"),
            ("action?action_id=other", "{}", "action_id"),
            ("action?action_id=resetSecret", """{"secret":"short"}""", "secret"),
            ("action?action_id=resetSecret", """{"secret_type":"THIRD"}""", "secret_type"),
            ("action?action_id=resetSecret", """{"force_disconnect":1}""", "force_disconnect"),
            ("reset-fingerprint", """{"fingerprint":"12"}""", "fingerprint"),
            ("reset-fingerprint", """{"fingerprint_type":"THIRD"}""", "fingerprint_type"),
        })
        {
            Assert.Contains(named, await platform.SendPostAsync($"{path}/{action}", JsonNode.Parse(body)!.AsObject()).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"));
            Assert.Equal("old-secret", (string)(await platform.ShowAsync(path))["auth_info"]!["secret"]!);
        }
    }

    [Fact]
    [Shows("ResetFingerprint", AfterRestart = true)]
    public async Task A_fingerprint_is_pinned_and_an_empty_reset_forgets_it()
    {
        await using var platform = await TestPlatform.StartAsync();
        var path = await DeviceAsync(platform);
        var (primary, secondary) = (new string('a', 64), new string('b', 40));
        var reset = await (await platform.SendPostAsync(path + "/reset-fingerprint", new() { ["fingerprint"] = primary })).JsonAsync();
        Assert.Equal((primary, "PRIMARY"), ((string)reset["fingerprint"]!, (string)reset["fingerprint_type"]!));
        await (await platform.SendPostAsync(path + "/reset-fingerprint", new() { ["fingerprint"] = secondary, ["fingerprint_type"] = "SECONDARY" })).JsonAsync();
        await platform.RestartAsync();
        var shown = (await platform.ShowAsync(path))["auth_info"]!;
        Assert.Equal((primary, secondary), ((string)shown["fingerprint"]!, (string)shown["secondary_fingerprint"]!));
        Assert.Null((await (await platform.SendPostAsync(path + "/reset-fingerprint", [])).JsonAsync())["fingerprint"]);
        Assert.Null((await platform.ShowAsync(path))["auth_info"]!["fingerprint"]);
    }
}
