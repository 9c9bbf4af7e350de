using System.Net;
using System.Text.Json.Nodes;
using Dukou.Server.DeviceAuthentication;
using Dukou.Server.Tests.Devices;

namespace Dukou.Server.Tests.DeviceAuthentication;

public sealed class AuthenticationTemplateTests
{
    const string Secret = "\"iotda::device::secret\":{\"type\":\"String\"}";
    const string User = "\"iotda::mqtt::username\":{\"type\":\"String\"}";
    const string Path = "device-authentication-templates";

    [Fact]
    [Shows("CreateDeviceAuthenticationTemplate", "ShowDeviceAuthenticationTemplate", AfterRestart = true)]
    public async Task A_template_is_kept_as_it_was_given()
    {
        await using var platform = await TestPlatform.StartAsync();
        var created = await platform.CreateAsync(Templates.AnotherCloud);
        Assert.Equal("ACTIVE", (string?)created["status"]);
        await platform.RestartAsync();
        var shown = await platform.ShowAsync($"{Path}/{created["template_id"]}");
        Assert.True(JsonNode.DeepEquals(created, shown));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Templates.AnotherCloud), shown["template_body"]));
    }

    [Fact]
    [Shows("UpdateDeviceAuthenticationTemplate", "ListDeviceAuthenticationTemplates", AfterRestart = true)]
    public async Task One_template_at_most_is_active()
    {
        await using var platform = await TestPlatform.StartAsync();
        var first = (string)(await platform.CreateAsync(Templates.AnotherCloud, "first"))["template_id"]!;
        var second = (string)(await platform.CreateAsync(Templates.AnotherCloud, "second", status: null))["template_id"]!;
        await platform.SendPostAsync(Path, Templates.Request(Templates.AnotherCloud, "third")).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        Assert.Contains("first", await platform.SendPutAsync($"{Path}/{second}", new() { ["status"] = "ACTIVE" }).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"), StringComparison.Ordinal);
        using (var off = await platform.SendPutAsync($"{Path}/{first}", new() { ["status"] = "INACTIVE" }))
            Assert.Equal("INACTIVE", (string?)(await off.JsonAsync())["status"]);
        using (var on = await platform.SendPutAsync($"{Path}/{second}", new() { ["status"] = "ACTIVE", ["description"] = "now" }))
            Assert.True(on.IsSuccessStatusCode);
        await platform.RestartAsync();
        var listed = await platform.ShowAsync(Path);
        Assert.Equal(["second", "first"], listed.Texts("templates", "template_name"));
        Assert.Equal(["ACTIVE", "INACTIVE"], listed.Texts("templates", "status"));
        Assert.Null(listed["templates"]![0]!["template_body"]);
        Assert.Equal(["first"], (await platform.ShowAsync($"{Path}?template_name=first")).Texts("templates", "template_name"));
    }

    [Fact]
    [Shows("DeleteDeviceAuthenticationTemplate", AfterRestart = true)]
    public async Task A_template_is_deleted_for_good()
    {
        await using var platform = await TestPlatform.StartAsync();
        var id = (string)(await platform.CreateAsync(Templates.AnotherCloud))["template_id"]!;
        await platform.SendDeleteAsync($"{Path}/{id}").DoneAsync();
        await platform.RestartAsync();
        await platform.SendDeleteAsync($"{Path}/{id}").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
        await platform.SendGetAsync($"{Path}/{id}").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
    }

    [Fact]
    public async Task There_are_at_most_5()
    {
        await using var platform = await TestPlatform.StartAsync();
        for (var i = 0; i < AuthenticationTemplateStore.TemplatesMax; i++)
            await platform.CreateAsync(Templates.AnotherCloud, $"t{i}", status: null);
        await platform.SendPostAsync(Path, Templates.Request(Templates.AnotherCloud, "more", null)).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
    }

    [Theory]
    [InlineData("{}", "parameters")]
    [InlineData("{\"parameters\":{},\"resources\":{}}", "device_id")]
    [InlineData("{\"parameters\":{\"iotda::mqtt::password\":{}},\"resources\":{\"device_id\":\"x\"}}", "iotda::mqtt::password")]
    [InlineData("{\"parameters\":{},\"resources\":{\"device_id\":{\"Ref\":\"iotda::mqtt::username\"}}}", "not declared")]
    [InlineData("{\"parameters\":{},\"resources\":{\"device_id\":\"${iotda::mqtt::username}\"}}", "not declared")]
    [InlineData("{\"parameters\":{},\"resources\":{\"device_id\":{\"Fn::Reverse\":\"x\"}}}", "no such function")]
    [InlineData("{\"parameters\":{},\"resources\":{\"device_id\":{\"Fn::SplitSelect\":[\"x\",\"y\"]}}}", "takes 3 arguments")]
    [InlineData("{\"parameters\":{},\"resources\":{\"device_id\":{\"Fn::Join\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\"]}}}", "1 to 10")]
    [InlineData("{\"parameters\":{},\"resources\":{\"device_id\":{\"Fn::Sub\":\"x\"}}}", "object of variables")]
    [InlineData("{\"parameters\":{},\"resources\":{\"device_id\":true}}", "must be text")]
    [InlineData("{\"parameters\":{},\"resources\":{\"device_id\":\"设备\"}}", "Chinese")]
    [InlineData("{\"parameters\":{},\"resources\":{\"device_id\":{\"Fn::ToLowerCase\":{\"Fn::ToLowerCase\":{\"Fn::ToLowerCase\":{\"Fn::ToLowerCase\":{\"Fn::ToLowerCase\":{\"Fn::ToLowerCase\":\"x\"}}}}}}}}", "deeper than 5")]
    [InlineData("{\"parameters\":{" + Secret + "},\"resources\":{\"device_id\":\"${iotda::device::secret}\"}}", "password only")]
    [InlineData("{\"parameters\":{" + Secret + "},\"resources\":{\"device_id\":\"x\",\"password\":\"${iotda::device::secret}\"}}", "inside Fn::HmacSHA256")]
    [InlineData("{\"parameters\":{" + Secret + "},\"resources\":{\"device_id\":\"x\",\"password\":{\"Fn::Sub\":[\"${iotda::device::secret}\",{}]}}}", "inside Fn::HmacSHA256")]
    [InlineData("{\"parameters\":{" + User + "},\"resources\":{\"device_id\":\"x\",\"password\":{\"Fn::HmacSHA256\":[\"${iotda::mqtt::username}\",\"key\"]}}}", "must use")]
    [InlineData("{\"parameters\":{" + Secret + "},\"resources\":{\"device_id\":\"x\",\"password\":{\"Fn::SplitSelect\":[{\"Fn::HmacSHA256\":[\"a\",\"${iotda::device::secret}\"]},\"a\",0]}}}", "cut or split")]
    [InlineData("{\"parameters\":{" + Secret + "},\"resources\":{\"device_id\":\"x\",\"password\":{\"Fn::HmacSHA256\":[{\"Fn::HmacSHA256\":[{\"Fn::HmacSHA256\":[\"a\",\"b\"]},\"c\"]},\"${iotda::device::secret}\"]}}}", "2 times")]
    [InlineData("{\"parameters\":{},\"resources\":{\"device_id\":{\"Fn::Base64Encode\":{\"Fn::Base64Encode\":{\"Fn::Base64Encode\":\"x\"}}}}}", "2 times together")]
    [InlineData("{\"parameters\":{},\"resources\":{\"device_id\":\"x\",\"timestamp\":{\"type\":\"ISO\",\"value\":\"1\"}}}", "timestamp.type")]
    [InlineData("{\"parameters\":{},\"resources\":{\"device_id\":\"x\",\"timestamp\":{\"type\":\"FORMAT\",\"value\":\"1\"}}}", "timestamp.pattern")]
    [InlineData("{\"parameters\":{},\"resources\":{\"device_id\":\"x\",\"timestamp\":{\"type\":\"FORMAT\",\"pattern\":\"QQ\",\"value\":\"1\"}}}", "timestamp.pattern")]
    public async Task A_body_that_can_not_be_is_refused_and_the_place_named(string body, string place)
    {
        await using var platform = await TestPlatform.StartAsync();
        Assert.Contains(place, await platform.SendPostAsync(Path, Templates.Request(body)).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_has_at_most_4000_characters()
    {
        await using var platform = await TestPlatform.StartAsync();
        Assert.Contains("4000", await platform.SendPostAsync(Path, Templates.Request($"{{\"parameters\":{{}},\"resources\":{{\"device_id\":\"{new string('x', 4000)}\"}}}}"))
            .RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"), StringComparison.Ordinal);
        await platform.SendPostAsync(Path, new() { ["template_name"] = "a b" }).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
    }
}
