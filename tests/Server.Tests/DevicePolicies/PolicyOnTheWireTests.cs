using Dukou.Protocol.Mqtt;
using Dukou.Server.DevicePolicies;
using Dukou.Server.Tests.Clauses;
using Dukou.Server.Tests.Messages;
using static Dukou.Server.Tests.DevicePolicies.PolicyCalls;

namespace Dukou.Server.Tests.DevicePolicies;

/// <summary>What a device meets.</summary>
public sealed class PolicyOnTheWireTests
{
    static readonly WireConnect V5 = new() { Version = ProtocolVersion.V500 };

    [Fact]
    [Shows("CreateDevicePolicy", "BindDevicePolicy")]
    [ShowsTopic("any topic that does not start with $")]
    public async Task Without_the_default_policy_only_what_a_policy_allows_goes_through()
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.DeletePolicyAsync(await lamp.DefaultPolicyAsync());
        await lamp.BindAsync(await lamp.AddPolicyAsync(Allow("line/${devices.deviceId}/*", Publish), Allow("orders/+/new", Subscribe)), "product", lamp.ProductId);
        await using var device = await lamp.ConnectAsync(V5);
        Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync($"line/{lamp.DeviceId}/up", "on")).Reason);
        var refused = await device.PublishAckedAsync("line/another/up", "on");
        Assert.Equal(ReasonCode.NotAuthorized, refused.Reason);
        Assert.Contains("line/another/up", refused.ReasonString, StringComparison.Ordinal);
        Assert.Equal([ReasonCode.Success], await device.SubscribeAsync("orders/+/new"));
        Assert.Equal([ReasonCode.NotAuthorized], await device.SubscribeAsync("orders/#"));
        Assert.Equal([ReasonCode.NotAuthorized], await device.SubscribeAsync($"line/{lamp.DeviceId}/up"));
        Assert.Contains("orders/#", (await lamp.TraceAsync("subscribe.refused")).Because.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    [Shows("UpdateDevicePolicy", "UnbindDevicePolicy", AfterRestart = true)]
    public async Task A_denial_wins_and_every_change_holds_at_once()
    {
        await using var lamp = await Lamp.StartAsync();
        var policyId = await lamp.AddPolicyAsync(Deny("secret/*"));
        await lamp.BindAsync(policyId, "device", lamp.DeviceId);
        await lamp.RestartAsync();
        await using var device = await lamp.ConnectAsync(V5);
        Assert.Equal(ReasonCode.NotAuthorized, (await device.PublishAckedAsync("secret/1", "on")).Reason);
        Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync("open/1", "on")).Reason);
        using (var answer = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Put, lamp.Platform.V5 + "device-policies/" + policyId, $$"""{"statement":[{{Deny("open/?")}}]}"""))
            await answer.JsonAsync();
        Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync("secret/1", "on")).Reason);
        Assert.Equal(ReasonCode.NotAuthorized, (await device.PublishAckedAsync("open/1", "on")).Reason);
        using (var answer = await lamp.PostPolicyAsync(policyId, "unbind", "device", lamp.DeviceId))
            await answer.JsonAsync();
        Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync("open/1", "on")).Reason);
    }

    [Fact]
    [Clause311("3.3.5-2")]
    public async Task A_version_without_reason_codes_gets_0x80_and_a_silent_PUBACK()
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.DeletePolicyAsync(await lamp.DefaultPolicyAsync());
        await using var device = await lamp.ConnectAsync();
        Assert.Equal([ReasonCode.UnspecifiedError], await device.SubscribeAsync("line/1"));
        await device.PublishAckedAsync("line/1", "on");
        Assert.Contains("line/1", (await lamp.TraceAsync("uplink.topic_not_allowed")).Because.Sentence(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "a/b", true)]
    [InlineData("a", "a", true)]
    [InlineData("a", "ab", false)]
    [InlineData("a*b*c", "a1b2b3c", true)]
    [InlineData("a*b*c", "a1b2b3", false)]
    [InlineData("a/?/c", "a/灯/c", true)]
    [InlineData("a/?/c", "a//c", false)]
    [InlineData("a/+", "a/b", false)]
    [InlineData("a/+", "a/+", true)]
    [InlineData("**a", "bcda", true)]
    [InlineData("a?", "a", false)]
    public void A_star_is_any_run_and_a_question_mark_is_one_character(string pattern, string text, bool matches) =>
        Assert.Equal(matches, PolicyPattern.Matches(System.Text.Encoding.UTF8.GetBytes(pattern), System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_pattern_of_many_stars_costs_no_more_than_pattern_times_text()
    {
        var pattern = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("*a", 100)) + "b");
        Assert.False(PolicyPattern.Matches(pattern, System.Text.Encoding.UTF8.GetBytes(new string('a', 60_000))));
    }
}
