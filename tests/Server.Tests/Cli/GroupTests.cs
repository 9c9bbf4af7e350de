using System.Text.Json.Nodes;

namespace Dukou.Server.Tests.Cli;

public sealed class GroupTests
{
    [Fact]
    public async Task A_group_is_made_listed_shown_switched_off_and_deleted_elsewhere_by_keys()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var product = await platform.AddProductAsync();
        Assert.Empty(await platform.DukouJsonAsync("group", "list"));
        var group = Assert.Single(await platform.DukouJsonAsync("group", "create", "rooms", "--product", product, "--plain"));
        var (id, scope) = ((string)group["group_id"]!, (string)group["scope_id"]!);
        Assert.False((bool)group["secure_access"]!);
        var listed = await platform.DukouAsync("group", "list");
        Assert.Equal(["Group", "Scope", "Status", "Product", "Name", id, scope, "on", product, "rooms"], listed.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var shown = await platform.DukouAsync("group", "show", id);
        Assert.Contains((string)group["group_secret"]!, shown.Output, StringComparison.Ordinal);

        var off = Assert.Single(await platform.DukouJsonAsync("group", "update", id, "--enabled", "false", "--name", "halls"));
        Assert.Equal((false, "halls", false, scope), ((bool)off["enabled"]!, (string?)off["group_name"], (bool)off["secure_access"]!, (string?)off["scope_id"]));
        Assert.True((bool)Assert.Single(await platform.DukouJsonAsync("group", "update", id, "--plain", "false"))["secure_access"]!);
        var unchanged = await platform.DukouAsync("group", "update", id);
        Assert.Equal(2, unchanged.Status);
        Assert.Contains("--enabled", unchanged.Error, StringComparison.Ordinal);

        var deleted = await platform.DukouAsync("group", "delete", id);
        Assert.Equal((0, $"Group {id} is deleted; its devices stay.\n"), (deleted.Status, deleted.Output));
        var gone = await platform.DukouAsync("group", "show", id);
        Assert.Equal(1, gone.Status);
        Assert.Contains(id, gone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_groups_than_a_page_holds_are_listed_and_by_product_alone()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var (product, other) = (await platform.AddProductAsync(), await platform.AddProductAsync("other"));
        for (var i = 0; i < 52; i++)
            await platform.Client.CreateRegistrationGroupAsync(new() { GroupName = $"g{i}", ProductId = i < 51 ? product : other }, TestContext.Current.CancellationToken);
        Assert.Equal(52, (await platform.DukouJsonAsync("group", "list")).Select(group => (string)group["group_id"]!).Distinct().Count());
        Assert.Equal("g51", (string?)Assert.Single(await platform.DukouJsonAsync("group", "list", "--product", other))["group_name"]);
    }

    [Fact]
    public async Task A_running_platform_of_this_machine_is_found_and_a_product_that_does_not_exist_is_named()
    {
        using var folder = new TemporaryFolder();
        var data = Path.Combine(folder.Path, "data");
        var (platform, _) = await CliProcess.UpAsync("--data", data);
        await using var __ = platform;
        var created = await CliProcess.RunAsync("group", "create", "rooms", "--product", "demo", "--json", "--data", data);
        Assert.Equal((0, ""), (created.Status, created.Error));
        Assert.True((bool)JsonNode.Parse(created.Output)!["secure_access"]!);
        var refused = await CliProcess.RunAsync("group", "create", "rooms", "--product", "none", "--data", data);
        Assert.Equal(1, refused.Status);
        Assert.Contains("none", refused.Error, StringComparison.Ordinal);
    }
}
