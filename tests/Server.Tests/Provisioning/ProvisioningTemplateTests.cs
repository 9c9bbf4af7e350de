using System.Net;
using System.Text.Json.Nodes;
using Dukou.Server.Provisioning;
using Dukou.Server.Tests.Certificates;
using Dukou.Server.Tests.Devices;

namespace Dukou.Server.Tests.Provisioning;

public sealed class ProvisioningTemplateTests
{
    internal const string Body = """
        {"parameters":{"iotda::certificate::common_name":{"type":"String"},"iotda::certificate::serial_number":{"type":"String"},"iotda::certificate::organizational_unit":{"type":"String"}},
         "resources":{"device":{"node_id":{"ref":"iotda::certificate::common_name"},"product_id":"demo","device_name":{"ref":"iotda::certificate::serial_number"}}}}
        """;

    [Fact]
    [Shows("CreateProvisioningTemplate", "ShowProvisioningTemplate", AfterRestart = true)]
    public async Task A_template_is_kept_as_it_was_given()
    {
        await using var platform = await TestPlatform.StartAsync();
        var created = await CreateAsync(platform);
        await platform.RestartAsync();
        var shown = await platform.ShowAsync($"provisioning-templates/{created["template_id"]}");
        Assert.True(JsonNode.DeepEquals(created, shown));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Body), shown["template_body"]));
        Assert.Equal(("泵", "own words", "20260102T030405Z"), ((string?)shown["template_name"], (string?)shown["description"], (string?)shown["create_time"]));
    }

    [Fact]
    [Shows("UpdateProvisioningTemplate", "ListProvisioningTemplates", AfterRestart = true)]
    public async Task Members_that_are_given_change()
    {
        await using var platform = await TestPlatform.StartAsync();
        var id = (string)(await CreateAsync(platform))["template_id"]!;
        platform.Clock.Advance(TimeSpan.FromHours(1));
        using (var answer = await platform.SendPutAsync($"provisioning-templates/{id}", new() { ["description"] = "new" }))
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Body), (await answer.JsonAsync())["template_body"]));
        await CreateAsync(platform, "other");
        await platform.RestartAsync();
        var listed = Assert.Single((await platform.ShowAsync("provisioning-templates?template_name=泵"))["templates"]!.AsArray())!;
        Assert.Equal(("new", "20260102T040405Z"), ((string?)listed["description"], (string?)listed["update_time"]));
        Assert.Null(listed["template_body"]);
        Assert.Equal(["other", "泵"], (await platform.ShowAsync("provisioning-templates")).Texts("templates", "template_name"));
    }

    [Fact]
    [Shows("DeleteProvisioningTemplate", AfterRestart = true)]
    [Shows("UpdateCertificate", AfterRestart = true)]
    public async Task A_template_that_a_CA_uses_stays()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var authority = TestAuthority.Root();
        var (id, other) = ((string)(await CreateAsync(platform))["template_id"]!, (string)(await CreateAsync(platform, "other"))["template_id"]!);
        var certificate = (string)(await platform.UploadAsync(authority))["certificate_id"]!;
        using (var bound = await platform.SendPutAsync($"certificates/{certificate}", new() { ["provision_enable"] = true, ["template_id"] = id }))
            Assert.Equal(id, (string?)(await bound.JsonAsync())["template_id"]);
        await platform.RestartAsync();
        Assert.True((bool)(await platform.ShowAsync($"certificates/{certificate}"))["provision_enable"]!);
        await platform.SendDeleteAsync($"provisioning-templates/{id}").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
        using (var bound = await platform.SendPutAsync($"certificates/{certificate}", new() { ["template_id"] = other }))
            Assert.Equal(other, (string?)(await bound.JsonAsync())["template_id"]);
        await platform.SendDeleteAsync($"provisioning-templates/{id}").DoneAsync();
        await platform.RestartAsync();
        await platform.SendGetAsync($"provisioning-templates/{id}").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
    }

    [Theory]
    [InlineData("""{}""", "parameters")]
    [InlineData("""{"parameters":{"iotda::certificate::colour":{"type":"String"}},"resources":{"device":{}}}""", "colour")]
    [InlineData("""{"parameters":{"iotda::certificate::country":{"type":"Int"}},"resources":{"device":{}}}""", "String")]
    [InlineData("""{"parameters":{},"resources":{"device":{"product_id":"p"}}}""", "node_id")]
    [InlineData("""{"parameters":{},"resources":{"device":{"node_id":{"ref":"iotda::certificate::country"},"product_id":"p"}}}""", "not declared")]
    [InlineData("""{"parameters":{},"resources":{"device":{"node_id":"fixed","product_id":"p"}}}""", "node_id")]
    [InlineData("""{"parameters":{},"resources":{"device":{"product_id":7,"node_id":{"ref":"x"}}}}""", "product_id")]
    [InlineData("""{"parameters":{},"resources":{"device":{"tags":[{"tag_key":"a","tag_value":"b"}]}}}""", "tags")]
    [InlineData("""{"parameters":{},"resources":{"device":{},"policy":{"policy_ids":"a"}}}""", "policy_ids")]
    [InlineData("""{"parameters":{},"resources":{"device":{},"policy":{"policy_ids":["1","2","3","4","5","6"]}}}""", "policy_ids")]
    public async Task A_body_that_can_not_be_is_refused_and_the_place_named(string body, string place)
    {
        await using var platform = await TestPlatform.StartAsync();
        Assert.Contains(place, await platform.SendPostAsync("provisioning-templates", new() { ["template_name"] = "t", ["template_body"] = JsonNode.Parse(body) })
            .RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_are_at_most_10()
    {
        await using var platform = await TestPlatform.StartAsync();
        for (var i = 0; i < ProvisioningTemplateStore.TemplatesMax; i++)
            await CreateAsync(platform, $"t{i}");
        await platform.SendPostAsync("provisioning-templates", new() { ["template_name"] = "more", ["template_body"] = JsonNode.Parse(Body) }).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
        await platform.SendPostAsync("provisioning-templates", new() { ["template_name"] = "a b" }).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
    }

    internal static async Task<JsonObject> CreateAsync(TestPlatform platform, string name = "泵", string body = Body)
    {
        using var answer = await platform.SendPostAsync("provisioning-templates", new() { ["template_name"] = name, ["description"] = "own words", ["template_body"] = JsonNode.Parse(body) });
        return await answer.JsonAsync(HttpStatusCode.Created);
    }
}
