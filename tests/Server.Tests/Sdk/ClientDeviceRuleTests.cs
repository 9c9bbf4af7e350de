using Dukou.ApplicationSdk.Models;
using Dukou.Server.Tests.DeviceRules;
using Dukou.Server.Tests.Messages;

namespace Dukou.Server.Tests.Sdk;

/// <summary>Rules that run on devices; what a device is told of them.</summary>
public sealed class ClientDeviceRuleTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rule_goes_to_its_device_is_changed_switched_off_and_deleted()
    {
        await using var lamp = await Lamp.StartAsync();
        var client = lamp.Platform.Client;
        await using var device = await lamp.ConnectAsync();
        var ruleId = (await client.CreateRuleAsync(ClientJson.Parse<Rule>(lamp.Rule()), Cancelled)).RuleId!;
        await IsToldAsync();
        Assert.Equal("dusk", (await client.UpdateRuleAsync(ruleId, ClientJson.Parse<Rule>(lamp.Rule("dusk")), Cancelled)).Name);
        await IsToldAsync();
        await client.ChangeRuleStatusAsync(ruleId, new() { Status = "inactive" }, Cancelled);
        await IsToldAsync();
        var listed = Assert.Single((await client.ListRulesAsync(new() { RuleType = "DEVICE_SIDE" }, Cancelled)).Rules!);
        Assert.Equal((ruleId, "inactive"), (listed.RuleId, (await client.ShowRuleAsync(ruleId, Cancelled)).Status));
        await client.DeleteRuleAsync(ruleId, Cancelled);
        await IsToldAsync();
        Assert.Empty((await client.ListRulesAsync(cancellationToken: Cancelled)).Rules!);

        async Task IsToldAsync() => Assert.Contains(ruleId, await device.ReadPushAsync(), StringComparison.Ordinal);
    }
}
