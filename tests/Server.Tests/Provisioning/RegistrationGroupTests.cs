using System.Net;
using System.Text.Json.Nodes;
using Dukou.Server.Products;
using Dukou.Server.Provisioning;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Devices;

namespace Dukou.Server.Tests.Provisioning;

public sealed class RegistrationGroupTests
{
    [Fact]
    [Shows("CreateRegistrationGroup", "ShowRegistrationGroup", AfterRestart = true)]
    public async Task Scope_and_secret_are_generated_and_survive_a_restart()
    {
        await using var platform = await TestPlatform.StartAsync();
        var productId = await platform.AddProductAsync();
        var group = await platform.PostAsync(platform.V1 + "registration-groups", $$"""{"group_name":"灯-1","product_id":"{{productId}}"}""");
        Assert.Matches("^[a-z0-9]{12}$", (string)group["scope_id"]!);
        Assert.Equal(32, Convert.FromBase64String((string)group["group_secret"]!).Length);
        Assert.Equal((true, false, true), ((bool)group["enabled"]!, (bool)group["allow_reactivation"]!, (bool)group["secure_access"]!));
        await platform.RestartAsync();
        Assert.True(JsonNode.DeepEquals(group, await platform.GetAsync($"{platform.V1}registration-groups/{group["group_id"]}")));
    }

    [Fact]
    public async Task The_secret_does_not_stand_in_the_file()
    {
        await using var pumps = await Pumps.StartAsync();
        await pumps.Platform.StopAsync();
        foreach (var file in Directory.EnumerateFiles(pumps.Platform.DataFolder, "core.db*"))
            Assert.False((await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).AsSpan().IndexOf("bXktZ3JvdXAtc2VjcmV0LTAwMDE="u8) >= 0);
    }

    [Fact]
    [Shows("UpdateRegistrationGroup", AfterRestart = true)]
    public async Task Members_that_are_given_change_and_the_others_stay()
    {
        await using var pumps = await Pumps.StartAsync();
        await pumps.ChangeAsync("""{"group_name":"new","enabled":false,"group_secret":"MDEyMzQ1Njc4OQ==","init_config":"x"}""");
        await pumps.Platform.RestartAsync();
        var group = await pumps.Platform.Http.GetJsonAsync(pumps.Path);
        Assert.Equal(("new", false, "MDEyMzQ1Njc4OQ==", "x", false), ((string?)group["group_name"], (bool)group["enabled"]!, (string?)group["group_secret"], (string?)group["init_config"], (bool)group["secure_access"]!));
    }

    [Fact]
    [Shows("DeleteRegistrationGroup", AfterRestart = true)]
    public async Task A_group_that_is_deleted_activates_nobody_and_its_devices_stay()
    {
        await using var pumps = await Pumps.StartAsync();
        var secret = (string)(await pumps.ActivateAsync("pump-01"))["deviceSecret"]!;
        await pumps.Platform.Http.SendJsonAsync(HttpMethod.Delete, pumps.Path).DoneAsync();
        await pumps.Platform.RestartAsync();
        await pumps.Platform.Http.SendJsonAsync(HttpMethod.Delete, pumps.Path).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
        Assert.NotEqual(Protocol.Mqtt.ReasonCode.Success, (await pumps.TryConnectAsync("pump-02", pumps.ByGroup("pump-02"))).Reason);
        await pumps.GoOnlineAsync("pump-01", secret);
    }

    [Fact]
    [Shows("ListRegistrationGroups", AfterRestart = true)]
    public async Task Groups_are_listed_by_product_without_their_secrets()
    {
        await using var pumps = await Pumps.StartAsync();
        var other = await pumps.Platform.AddProductAsync();
        await Pumps.CreateAsync(pumps.Platform, "", other);
        await pumps.Platform.RestartAsync();
        await Pumps.CreateAsync(pumps.Platform, "");
        var all = await pumps.Platform.Http.GetJsonAsync(pumps.Platform.V1 + "registration-groups");
        Assert.Equal(3, (int)all["page"]!["count"]!);
        Assert.All(all["registration_groups"]!.AsArray(), group => Assert.Null(group!["group_secret"]));
        Assert.Equal([Pumps.Product, other, Pumps.Product], all.Texts("registration_groups", "product_id"));
        var own = await pumps.Platform.Http.GetJsonAsync($"{pumps.Platform.V1}registration-groups?product_id={other}");
        Assert.Equal([other], own.Texts("registration_groups", "product_id"));
    }

    [Fact]
    public async Task There_are_at_most_1000()
    {
        await using var pumps = await Pumps.StartAsync();
        var (groups, products) = (pumps.Platform.Service<RegistrationGroupStore>(), pumps.Platform.Service<ProductStore>());
        var product = products.Get(null, Pumps.Product);
        await Task.WhenAll(Enumerable.Range(1, RegistrationGroupStore.GroupsMax - 1).Select(i => groups.AddAsync(groups.New(product, $"g{i}", Pumps.GroupSecret), TestContext.Current.CancellationToken)));
        await pumps.Platform.Http.SendJsonAsync(HttpMethod.Post, pumps.Platform.V1 + "registration-groups", """{"group_name":"more","product_id":"demo"}""")
            .RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
    }

    [Theory]
    [InlineData("""{"product_id":"demo"}""", "group_name")]
    [InlineData("""{"group_name":"g"}""", "product_id")]
    [InlineData("""{"group_name":"g","product_id":"demo","group_secret":"not base64"}""", "group_secret")]
    [InlineData("""{"group_name":"g","product_id":"demo","group_secret":"MTIz"}""", "group_secret")]
    [InlineData("""{"group_name":"<g>","product_id":"demo"}""", "group_name")]
    public async Task A_bad_member_is_refused_and_named(string body, string member)
    {
        await using var pumps = await Pumps.StartAsync();
        Assert.Contains(member, await pumps.Platform.Http.SendJsonAsync(HttpMethod.Post, pumps.Platform.V1 + "registration-groups", body).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"),
            StringComparison.Ordinal);
        Assert.Equal(1, (int)(await pumps.Platform.Http.GetJsonAsync(pumps.Platform.V1 + "registration-groups"))["page"]!["count"]!);
    }

    [Fact]
    public async Task A_product_that_has_a_group_stays_and_a_space_takes_its_groups_along()
    {
        await using var pumps = await Pumps.StartAsync();
        var platform = pumps.Platform;
        Assert.Contains("registration group", await platform.SendDeleteAsync($"products/{Pumps.Product}").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021"), StringComparison.Ordinal);
        var space = await platform.AddSpaceAsync("plant");
        var product = await platform.CreateProductAsync(body => body["app_id"] = space);
        await Pumps.CreateAsync(platform, $$""","app_id":"{{space}}" """, product);
        await platform.SendDeleteAsync($"apps/{space}").DoneAsync();
        Assert.Equal(1L, platform.Service<Databases>().Core.Read(core => core.Scalar<long>("select count(*) from registration_group")));
        await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V1 + "registration-groups", """{"group_name":"g","product_id":"none"}""").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.013001");
    }
}
