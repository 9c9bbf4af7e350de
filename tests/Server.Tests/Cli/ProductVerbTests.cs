using System.Text.Json.Nodes;

namespace Dukou.Server.Tests.Cli;

public sealed class ProductVerbTests
{
    const string Model = """[{"service_id":"Lamp","service_type":"Lamp","properties":[{"property_name":"level","data_type":"int","min":"0","max":"100","method":"RW"}]}]""";

    [Fact]
    public async Task A_product_is_created_from_a_model_listed_exported_deleted_and_imported_again()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        using var folder = new TemporaryFolder();
        var (model, export) = (Path.Combine(folder.Path, "model.json"), Path.Combine(folder.Path, "lamp.json"));
        await File.WriteAllTextAsync(model, Model, TestContext.Current.CancellationToken);

        var created = Assert.Single(await platform.DukouJsonAsync("product", "create", "灯", "--model", model, "--id", "lamp"));
        Assert.Equal(("lamp", "灯"), ((string?)created["product_id"], (string?)created["name"]));
        var list = await platform.DukouAsync("product", "list");
        Assert.Matches("^Product +Name +Type +Created\nlamp +灯 +Device +[0-9TZ]+\n$", list.Output);
        Assert.Contains("service_capabilities[0].properties[0].max  ", (await platform.DukouAsync("product", "show", "lamp")).Output, StringComparison.Ordinal);

        Assert.Equal(0, (await platform.DukouAsync("product", "export", "lamp", "--output", export)).Status);
        Assert.Equal((0, "Product lamp is deleted.\n"), await Said(platform.DukouAsync("product", "delete", "lamp")));
        var imported = Assert.Single(await platform.DukouJsonAsync("product", "import", export));
        Assert.Equal("灯", (string?)imported["name"]);
        Assert.NotEqual("lamp", (string?)imported["product_id"]);
        Assert.True(JsonNode.DeepEquals(created["service_capabilities"], imported["service_capabilities"]));
    }

    [Fact]
    public async Task A_profile_zip_of_the_vendor_s_console_is_imported_and_exported()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        using var folder = new TemporaryFolder();
        var (vendors, ours) = (Path.Combine(folder.Path, "Pump_Acme.zip"), Path.Combine(folder.Path, "ours.zip"));
        using (var sample = typeof(ProductVerbTests).Assembly.GetManifestResourceStream("Pump_Acme.zip")!)
        using (var copy = File.Create(vendors))
            await sample.CopyToAsync(copy, TestContext.Current.CancellationToken);
        var imported = Assert.Single(await platform.DukouJsonAsync("product", "import", vendors));
        Assert.Equal(("P100", "Pump"), ((string?)imported["name"], (string?)imported["device_type"]));
        Assert.Equal(0, (await platform.DukouAsync("product", "export", (string)imported["product_id"]!, "--output", ours)).Status);
        var again = Assert.Single(await platform.DukouJsonAsync("product", "create", "second", "--model", ours));
        Assert.Equal("second", (string?)again["name"]);
        Assert.True(JsonNode.DeepEquals(imported["service_capabilities"], again["service_capabilities"]));
    }

    [Fact]
    public async Task What_is_no_product_is_refused_with_the_file_s_name_and_a_refusal_with_its_request_id()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "broken.json");
        await File.WriteAllTextAsync(path, "{", TestContext.Current.CancellationToken);
        var broken = await platform.DukouAsync("product", "import", path);
        Assert.Equal((1, ""), (broken.Status, broken.Output));
        Assert.Contains(path, broken.Error, StringComparison.Ordinal);
        var unknown = await platform.DukouAsync("product", "show", "nothing");
        Assert.Equal(1, unknown.Status);
        Assert.Matches(@"^dukou: 404 IOTDA\.\d+: .* \(request [0-9a-f]+\)\n$", unknown.Error);
    }

    [Fact]
    public async Task Without_keys_or_with_a_wrong_address_the_person_is_told_what_to_set()
    {
        var keyless = await CliProcess.RunAsync("product", "list", "--endpoint", "http://127.0.0.1:9");
        Assert.Equal(1, keyless.Status);
        Assert.Contains("DUKOU_AK", keyless.Error, StringComparison.Ordinal);
        var wrong = await CliProcess.RunAsync("product", "list", "--endpoint", "127.0.0.1:9");
        Assert.Equal(2, wrong.Status);
        Assert.Contains("http://127.0.0.1:8080", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verb_finds_the_platform_that_runs_on_the_folder_by_itself()
    {
        var data = Path.Combine(Directory.CreateTempSubdirectory("dukou-find-").FullName, "data");
        var (platform, _) = await CliProcess.UpAsync("--data", data);
        await using (platform)
        {
            Assert.Contains("demo ", (await CliProcess.RunAsync("product", "list", "--data", data)).Output, StringComparison.Ordinal);
            Assert.Contains("demo_room", (await CliProcess.RunAsync("device", "list", "--data", data)).Output, StringComparison.Ordinal);
        }
        Assert.Contains("dukou up", (await CliProcess.RunAsync("product", "list", "--data", data)).Error, StringComparison.Ordinal);
    }

    static async Task<(int, string)> Said(Task<CliResult> running) => await running is var result ? (result.Status, result.Output) : default;
}
