using System.Net;

namespace Dukou.Server.Tests.Seeding;

public sealed class SeedTests : IDisposable
{
    const string Text = """
        {
          // Comments are allowed.
          "project_id": "0123456789abcdef0123456789abcdef", "ak": "SEEDKEY", "sk": "seed-secret-key-0123", "user": "ci", "password": "seed-password-0123",
          "products": [{
            "product_id": "lamp", "name": "lamp", "device_type": "Lamp", "protocol_type": "MQTT", "data_format": "json",
            "service_capabilities": [{"service_id": "Lamp", "service_type": "Lamp", "properties": [{"property_name": "level", "data_type": "int", "method": "RW"}]}]
          }],
          "devices": [
            { "device_id": "lamp_1", "node_id": "one", "product_id": "lamp", "auth_info": { "secret": "12345678" } },
            { "node_id": "two", "product_id": "lamp", "auth_info": { "secret": "87654321" } }
          ]
        }
        """;

    readonly string _file = Path.GetTempFileName();

    public SeedTests() => File.WriteAllText(_file, Text);

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task The_same_file_makes_the_same_platform_also_on_its_second_start()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { SeedFile = _file });
        await AssertSeededAsync(platform);
        await platform.RestartAsync();
        await AssertSeededAsync(platform);
    }

    [Fact]
    [Shows("ResetPlatform")]
    public async Task A_reset_brings_an_ephemeral_platform_back_again_and_again()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { SeedFile = _file, Ephemeral = true, Mqtt = new Listen(IPAddress.Loopback, 0) });
        for (var i = 0; i < 3; i++)
            await ResetAsync(platform);
        await AssertSeededAsync(platform);
    }

    [Fact]
    public async Task A_reset_leaves_nothing_of_what_was_added()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { SeedFile = _file, Ephemeral = true, Mqtt = new Listen(IPAddress.Loopback, 0) });
        await platform.AddDeviceAsync(await platform.AddProductAsync("extra"));
        await platform.PostAsync(platform.V5 + "apps", """{"app_name":"Extra"}""");
        await platform.Http.DeleteAsync(platform.V5 + "devices/lamp_1", TestContext.Current.CancellationToken);

        await ResetAsync(platform);

        await AssertSeededAsync(platform);
        Assert.Single((await platform.GetAsync(platform.V5 + "apps"))["applications"]!.AsArray());
    }

    [Fact]
    public async Task A_reset_cuts_the_links_and_the_demo_device_keeps_its_secret()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { NoDemo = false, Ephemeral = true, Mqtt = new Listen(IPAddress.Loopback, 0) });
        var before = platform.Platform.FindDemo();
        Assert.NotNull(before);

        await ResetAsync(platform);

        Assert.Equal(before, platform.Platform.FindDemo());
    }

    [Fact]
    public async Task There_is_no_reset_of_a_platform_that_keeps_its_data()
    {
        await using var platform = await TestPlatform.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await platform.Http.PostAsync("/v1/test/reset", null, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("""{ "produkts": [] }""", "produkts")]
    [InlineData("""{ "devices": [{ "node_id": "x", "product_id": "nothing" }] }""", "nothing")]
    [InlineData("""{ "project_id": "x" }""", "DUKOU_PROJECT_ID")]
    [InlineData("{", "--seed")]
    public async Task A_file_that_cannot_be_is_refused_with_one_line(string text, string named)
    {
        await File.WriteAllTextAsync(_file, text, TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<PlatformStartException>(() => TestPlatform.StartAsync(options => options with { SeedFile = _file }));

        Assert.Contains(named, Assert.Single(refused.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_product_has_nothing_to_write_so_that_nothing_goes_down_before_a_command()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { NoDemo = false });

        var services = (await platform.GetAsync(platform.V5 + "products/demo"))["service_capabilities"]!.AsArray();

        var properties = Assert.Single(services)!["properties"]!.AsArray();
        Assert.Equal(["temperature", "humidity"], properties.Select(property => (string)property!["property_name"]!));
        Assert.All(properties, property => Assert.DoesNotContain('W', (string)property!["method"]!));
    }

    static async Task ResetAsync(TestPlatform platform)
    {
        using var answer = await platform.Anonymous.PostAsync("/v1/test/reset", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    static async Task AssertSeededAsync(TestPlatform platform)
    {
        Assert.Equal(("0123456789abcdef0123456789abcdef", "SEEDKEY", "seed-secret-key-0123", "ci", "seed-password-0123"),
            (platform.ProjectId, platform.Account.AccessKey, platform.Account.SecretKey, platform.Account.User, platform.Account.Password));
        Assert.Equal("12345678", (string?)(await platform.GetAsync(platform.V5 + "devices/lamp_1"))["auth_info"]!["secret"]);
        Assert.Equal("87654321", (string?)(await platform.GetAsync(platform.V5 + "devices/lamp_two"))["auth_info"]!["secret"]);
        Assert.Equal(2, (await platform.GetAsync(platform.V5 + "devices"))["devices"]!.AsArray().Count);
        Assert.Single((await platform.GetAsync(platform.V5 + "products"))["products"]!.AsArray());
    }
}
