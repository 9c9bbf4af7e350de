using System.Net;
using System.Text.Json.Nodes;
using Dukou.Server.Tests.Devices;

namespace Dukou.Server.Tests.Products;

public sealed class ProductTests
{
    [Fact]
    [Shows("CreateProduct", "ShowProduct", AfterRestart = true)]
    public async Task A_product_gets_an_id_and_is_shown_as_it_was_given_also_after_a_restart()
    {
        await using var platform = await TestPlatform.StartAsync();
        var created = await (await platform.SendPostAsync("products", RegistryCalls.LampProduct())).JsonAsync(HttpStatusCode.Created);
        Assert.Matches("^[0-9a-f]{24}$", (string)created["product_id"]!);
        Assert.Equal("DefaultApp", (string)created["app_name"]!);
        Assert.Equal("20260102T030405Z", (string)created["create_time"]!);
        foreach (var (name, value) in RegistryCalls.LampProduct())
            Assert.True(JsonNode.DeepEquals(value, created[name]), name);
        await platform.RestartAsync();
        Assert.True(JsonNode.DeepEquals(created, await platform.ShowAsync($"products/{(string)created["product_id"]!}")));
    }

    [Fact]
    public async Task An_id_of_the_callers_own_is_unique_within_its_space_only()
    {
        await using var platform = await TestPlatform.StartAsync();
        var other = await platform.AddSpaceAsync("other");
        await platform.CreateProductAsync(body => body["product_id"] = "lamp_1");
        await platform.CreateProductAsync(body => (body["product_id"], body["app_id"], body["name"]) = ("lamp_1", other, "Other"));
        var again = RegistryCalls.LampProduct();
        again["product_id"] = "lamp_1";
        Assert.Contains("lamp_1", await platform.SendPostAsync("products", again).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"));

        Assert.Equal("Lamp", (string)(await platform.ShowAsync("products/lamp_1"))["name"]!);
        Assert.Equal("Other", (string)(await platform.ShowAsync($"products/lamp_1?app_id={other}"))["name"]!);
        await platform.SendDeleteAsync("products/lamp_1").DoneAsync();
        // The default space has none any more: the one created first elsewhere is meant.
        Assert.Equal("Other", (string)(await platform.ShowAsync("products/lamp_1"))["name"]!);
    }

    [Fact]
    public async Task A_bad_member_is_refused_and_named()
    {
        await using var platform = await TestPlatform.StartAsync();
        foreach (var (member, value) in new (string, string?)[]
        {
            ("name", null),
            ("name", "has blank"),
            ("name", "12345678901234567890123456789012345678901234567890123456789012345"),
            ("device_type", null),
            ("device_type", "123456789012345678901234567890123"),
            ("protocol_type", null),
            ("protocol_type", "mqtt"),
            ("data_format", "xml"),
            ("manufacturer_name", "123456789012345678901234567890123"),
            ("industry", "a\tb"),
            ("description", "<b>"),
            ("product_id", "has.dot"),
            ("product_id", "1234567890123456789012345678901234567"),
            ("app_id", "a:b"),
            ("service_capabilities", null),
            ("service_capabilities", "text"),
        })
        {
            var body = RegistryCalls.LampProduct();
            body[member] = value;
            var sentence = await platform.SendPostAsync("products", body).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
            Assert.Contains(member, sentence);
            Assert.Empty((await platform.ShowAsync("products"))["products"]!.AsArray());
        }
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once_those_of_the_model_with_their_place()
    {
        await using var platform = await TestPlatform.StartAsync();
        var body = RegistryCalls.LampProduct();
        (body["name"], body["protocol_type"]) = ("", "SMTP");
        body["service_capabilities"]![0]!["properties"]![0]!["data_type"] = "float";
        body["service_capabilities"]![0]!["properties"]![1]!["method"] = "X";
        var sentence = await platform.SendPostAsync("products", body).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        Assert.Contains("name:", sentence);
        Assert.Contains("protocol_type:", sentence);
        Assert.Contains("service_capabilities[0].properties[0].data_type", sentence);
        Assert.Contains("service_capabilities[0].properties[1].method", sentence);
    }

    [Fact]
    [Shows("ListProducts")]
    public async Task Pages_of_ten_hold_25_products_newest_first_without_models()
    {
        await using var platform = await TestPlatform.StartAsync();
        for (var i = 0; i < 25; i++)
            await platform.CreateProductAsync(body => body["name"] = $"p{i:00}");
        var expected = Enumerable.Range(0, 25).Reverse().Select(i => $"p{i:00}").ToList();
        Assert.Equal(expected, await platform.ReadPagesAsync("products", "products", "name", 25));
        var page = await platform.ShowAsync("products?limit=10&offset=20");
        Assert.Equal(expected[20..], page.Texts("products", "name"));
        Assert.Null(page["products"]![0]!["service_capabilities"]);
        Assert.Equal(10, (await platform.ShowAsync("products")).Texts("products", "name").Length);
    }

    [Fact]
    [Shows("ListProducts")]
    public async Task The_list_can_be_narrowed_by_space_and_name()
    {
        await using var platform = await TestPlatform.StartAsync();
        var other = await platform.AddSpaceAsync("other");
        await platform.CreateProductAsync();
        await platform.CreateProductAsync(body => (body["app_id"], body["name"]) = (other, "Fan"));
        Assert.Equal(["Fan"], (await platform.ShowAsync($"products?app_id={other}")).Texts("products", "name"));
        Assert.Equal(["Lamp"], (await platform.ShowAsync("products?product_name=Lamp")).Texts("products", "name"));
        Assert.Empty((await platform.ShowAsync($"products?app_id={other}&product_name=Lamp")).Texts("products", "name"));
    }

    [Fact]
    public async Task A_bad_page_is_refused()
    {
        await using var platform = await TestPlatform.StartAsync();
        foreach (var (query, code) in new (string, string)[]
        {
            ("limit=0", "IOTDA.000017"),
            ("limit=51", "IOTDA.000017"),
            ("marker=xyz", "IOTDA.000018"),
            ("offset=501", "IOTDA.000006"),
        })
        {
            await platform.SendGetAsync("products?" + query).RefusedAsync(HttpStatusCode.BadRequest, code);
        }
    }

    [Fact]
    [Shows("UpdateProduct", AfterRestart = true)]
    public async Task An_update_replaces_what_it_gives_and_keeps_the_rest()
    {
        await using var platform = await TestPlatform.StartAsync();
        var path = "products/" + await platform.CreateProductAsync();
        var before = await platform.ShowAsync(path);
        var updated = await (await platform.SendPutAsync(path, new()
        {
            ["name"] = "Lantern",
            ["service_capabilities"] = new JsonArray(new JsonObject { ["service_id"] = "Candle", ["service_type"] = "Candle" }),
        })).JsonAsync();
        Assert.Equal("Lantern", (string)updated["name"]!);
        Assert.Equal("Candle", (string)Assert.Single(updated["service_capabilities"]!.AsArray())!["service_id"]!);
        Assert.Equal((string)before["industry"]!, (string)updated["industry"]!);
        await platform.RestartAsync();
        Assert.True(JsonNode.DeepEquals(updated, await platform.ShowAsync(path)));
    }

    [Fact]
    public async Task A_bad_update_changes_nothing()
    {
        await using var platform = await TestPlatform.StartAsync();
        var path = "products/" + await platform.CreateProductAsync();
        var before = await platform.ShowAsync(path);
        var sentence = await platform.SendPutAsync(path, new() { ["name"] = "Good", ["data_format"] = "xml" }).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        Assert.Contains("data_format", sentence);
        Assert.True(JsonNode.DeepEquals(before, await platform.ShowAsync(path)));
    }

    [Fact]
    [Shows("DeleteProduct", AfterRestart = true)]
    public async Task A_product_with_devices_stays_until_they_are_gone()
    {
        await using var platform = await TestPlatform.StartAsync();
        var productId = await platform.CreateProductAsync();
        var device = await platform.CreateDeviceAsync(productId, "one");
        Assert.Contains("1 device", await platform.SendDeleteAsync($"products/{productId}").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021"));
        await platform.SendDeleteAsync($"devices/{(string)device["device_id"]!}").DoneAsync();
        await platform.SendDeleteAsync($"products/{productId}").DoneAsync();
        await platform.RestartAsync();
        await platform.SendGetAsync($"products/{productId}").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.013001");
    }

    [Fact]
    public async Task An_unknown_product_is_404()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.SendGetAsync("products/nothing").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.013001");
        await platform.SendPutAsync("products/nothing", new() { ["name"] = "x" }).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.013001");
        await platform.SendDeleteAsync("products/nothing").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.013001");
    }
}
