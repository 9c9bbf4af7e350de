using System.Net;
using System.Text.Json.Nodes;
using Dukou.Protocol.Iotda;
using Dukou.Server.Devices;

namespace Dukou.Server.Tests.Devices;

public sealed class AddDeviceTests
{
    [Fact]
    [Shows("AddDevice", "ShowDevice", AfterRestart = true)]
    public async Task Id_and_secret_are_generated_and_survive_a_restart()
    {
        await using var platform = await TestPlatform.StartAsync();
        var productId = await platform.CreateProductAsync();
        var added = await platform.CreateDeviceAsync(productId, "node-1");
        Assert.Equal($"{productId}_node-1", (string)added["device_id"]!);
        Assert.Equal((string)added["device_id"]!, (string)added["gateway_id"]!);
        Assert.Matches("^[0-9a-f]{32}$", (string)added["auth_info"]!["secret"]!);
        Assert.Equal("SECRET", (string)added["auth_info"]!["auth_type"]!);
        Assert.False((bool)added["auth_info"]!["secure_access"]!);
        Assert.Equal(("GATEWAY", "INACTIVE", "20260102T030405Z"), ((string)added["node_type"]!, (string)added["status"]!, (string)added["create_time"]!));
        Assert.Equal(("DefaultApp", "Lamp"), ((string)added["app_name"]!, (string)added["product_name"]!));
        Assert.Null(added["active_time"]);
        await platform.RestartAsync();
        Assert.True(JsonNode.DeepEquals(added, await platform.ShowAsync($"devices/{(string)added["device_id"]!}")));
    }

    [Fact]
    [Shows("AddDevice")]
    public async Task Everything_given_is_kept()
    {
        await using var platform = await TestPlatform.StartAsync();
        var productId = await platform.CreateProductAsync();
        var added = await platform.CreateDeviceAsync(productId, "aa:bb:cc", body =>
        {
            body["device_id"] = "own-id";
            body["device_name"] = "灯-1";
            body["description"] = "in the hall";
            body["auth_info"] = new JsonObject { ["auth_type"] = "SECRET", ["secret"] = "12345678", ["secure_access"] = true, ["timeout"] = 60 };
            body["extension_info"] = new JsonObject { ["camelCase"] = new JsonArray(1, null, "x") };
        });
        Assert.Equal("own-id", (string)added["device_id"]!);
        Assert.Equal("aa:bb:cc", (string)added["node_id"]!);
        var shown = await platform.ShowAsync("devices/own-id");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"auth_type":"SECRET","secret":"12345678","secure_access":true,"timeout":60}"""), shown["auth_info"]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"camelCase":[1,null,"x"]}"""), shown["extension_info"]));
        Assert.Equal(("灯-1", "in the hall"), ((string)shown["device_name"]!, (string)shown["description"]!));
    }

    [Fact]
    public async Task A_device_with_a_certificate_has_no_secret()
    {
        await using var platform = await TestPlatform.StartAsync();
        var fingerprint = new string('A', 40);
        var added = await platform.CreateDeviceAsync(await platform.CreateProductAsync(), "cert", body =>
            body["auth_info"] = new JsonObject { ["auth_type"] = "CERTIFICATES", ["fingerprint"] = fingerprint });
        Assert.Null(added["auth_info"]!["secret"]);
        Assert.Equal(fingerprint.ToLowerInvariant(), (string)added["auth_info"]!["fingerprint"]!);
    }

    [Fact]
    public async Task A_bad_member_is_refused_and_named()
    {
        await using var platform = await TestPlatform.StartAsync();
        foreach (var (members, named) in new (string, string)[]
        {
            ("""{"node_id":null}""", "node_id"),
            ("""{"node_id":"a b"}""", "node_id"),
            ("""{"node_id":"x\n"}""", "node_id"),
            ("""{"node_id":"12345678901234567890123456789012345678901234567890123456789012345"}""", "node_id"),
            ("""{"node_id":"aa:bb"}""", "device_id"),
            ("""{"device_id":"aa:bb"}""", "device_id"),
            ("""{"product_id":null}""", "product_id"),
            ("""{"product_id":"p.q"}""", "product_id"),
            ("""{"device_name":"a b"}""", "device_name"),
            ("""{"device_name":""}""", "device_name"),
            ("""{"description":"<x>"}""", "description"),
            ("""{"gateway_id":"a/b"}""", "gateway_id"),
            ("""{"app_id":"a/b"}""", "app_id"),
            ("""{"auth_info":{"auth_type":"NONE"}}""", "auth_info.auth_type"),
            ("""{"auth_info":{"secret":"1234567"}}""", "auth_info.secret"),
            ("""{"auth_info":{"secret":"123456789012345678901234567890123"}}""", "auth_info.secret"),
            ("""{"auth_info":{"secret":"has blank"}}""", "auth_info.secret"),
            ("""{"auth_info":{"fingerprint":"abc"}}""", "auth_info.fingerprint"),
            ("""{"auth_info":{"timeout":-1}}""", "auth_info.timeout"),
            ("""{"auth_info":{"timeout":2147483648}}""", "auth_info.timeout"),
            ("""{"auth_info":{"secure_access":"yes"}}""", "auth_info.secure_access"),
            ("""{"shadow":[{"desired":{}}]}""", "shadow[0].service_id"),
            ("""{"shadow":[{"service_id":"Lamp"}]}""", "shadow[0].desired"),
            ("""{"shadow":[{"service_id":"Lamp","desired":[]}]}""", "shadow[0].desired"),
            ("""{"shadow":[{"service_id":"Lamp","desired":{"level":101}}]}""", "shadow[0].desired"),
        })
        {
            var body = new JsonObject { ["product_id"] = await platform.CreateProductAsync(), ["node_id"] = "node" };
            foreach (var (name, value) in JsonNode.Parse(members)!.AsObject())
                body[name] = value?.DeepClone();
            Assert.Contains(named, await platform.SendPostAsync("devices", body).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"));
            Assert.Equal(0, (int)(await platform.ShowAsync("devices"))["page"]!["count"]!);
        }
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once()
    {
        await using var platform = await TestPlatform.StartAsync();
        var sentence = await platform.SendPostAsync("devices", new()
        {
            ["device_name"] = "a b",
            ["auth_info"] = new JsonObject { ["secret"] = "short", ["timeout"] = -5 },
            ["extension_info"] = new JsonObject { ["long"] = new string('x', 1024) },
        }).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        foreach (var named in new[] { "node_id", "product_id", "device_name", "auth_info.secret", "auth_info.timeout", "extension_info" })
            Assert.Contains(named, sentence);
    }

    [Fact]
    public async Task A_device_id_or_a_node_id_that_is_taken_is_refused()
    {
        await using var platform = await TestPlatform.StartAsync();
        var (productId, other) = (await platform.CreateProductAsync(), await platform.CreateProductAsync());
        await platform.CreateDeviceAsync(productId, "one", body => body["device_id"] = "first");
        Assert.Contains("first", await platform.SendPostAsync("devices", new() { ["product_id"] = other, ["node_id"] = "two", ["device_id"] = "first" })
            .RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.014031"));
        Assert.Contains("node_id", await platform.SendPostAsync("devices", new() { ["product_id"] = productId, ["node_id"] = "one" })
            .RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.014031"));
        await platform.CreateDeviceAsync(other, "one");
    }

    [Fact]
    public async Task An_unknown_product_space_or_gateway_is_named()
    {
        await using var platform = await TestPlatform.StartAsync();
        var (productId, appId) = (await platform.CreateProductAsync(), await platform.AddSpaceAsync("empty"));
        await platform.SendPostAsync("devices", new() { ["product_id"] = "none", ["node_id"] = "n" }).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.013001");
        await platform.SendPostAsync("devices", new() { ["product_id"] = productId, ["node_id"] = "n", ["app_id"] = appId }).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.013001");
        await platform.SendPostAsync("devices", new() { ["product_id"] = productId, ["node_id"] = "n", ["app_id"] = "none" }).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.001000");
        await platform.SendPostAsync("devices", new() { ["product_id"] = productId, ["node_id"] = "n", ["gateway_id"] = "none" }).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
    }

    [Fact]
    public void The_first_desired_values_are_the_models_defaults_under_the_callers_own()
    {
        var model = ProductModel.Parse("""
            [{"service_id":"A","service_type":"A","properties":[
                {"property_name":"x","data_type":"int","method":"RW","default_value":1},
                {"property_name":"y","data_type":"int","method":"RW","default_value":2},
                {"property_name":"z","data_type":"int","method":"RW","default_value":3}]}]
            """u8);
        var given = new AddDevice.ShadowRequest("A", System.Text.Json.JsonDocument.Parse("""{"y":20,"z":null}""").RootElement);
        var desired = Assert.Single(DesiredAtFirst.Merge(model, [given]));
        Assert.Equal("A", desired.ServiceId);
        Assert.Equal("""{"x":1,"y":20}""", desired.Desired.GetRawText());
    }
}
