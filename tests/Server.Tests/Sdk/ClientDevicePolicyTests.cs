using Dukou.ApplicationSdk.Models;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Messages;

namespace Dukou.Server.Tests.Sdk;

/// <summary>What devices may publish and subscribe to; seen on the wire.</summary>
public sealed class ClientDevicePolicyTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_may_publish_what_a_policy_that_binds_it_allows()
    {
        await using var lamp = await Lamp.StartAsync();
        var client = lamp.Platform.Client;
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        Assert.Equal(ReasonCode.Success, await PublishAsync("line/1"));
        var preset = Assert.Single((await client.ListDevicePoliciesAsync(new() { PolicyName = "system_default_policy" }, Cancelled)).Policies!);
        await client.DeleteDevicePolicyAsync(preset.PolicyId!, Cancelled);
        Assert.Equal(ReasonCode.NotAuthorized, await PublishAsync("line/1"));

        var created = await client.CreateDevicePolicyAsync(new() { PolicyName = "lines", Statement = [Allow("line/*")] }, Cancelled);
        var id = created.PolicyId!;
        var bound = await client.BindDevicePolicyAsync(id, new() { TargetType = "device", TargetIds = [lamp.DeviceId, "nobody"] }, Cancelled);
        Assert.Equal([lamp.DeviceId], bound.SuccessTargets!);
        Assert.Equal(("nobody", "IOTDA.014000"), (Assert.Single(bound.FailureTargets!).TargetId, bound.FailureTargets![0].ErrorCode));
        Assert.Equal(ReasonCode.Success, await PublishAsync("line/1"));

        await client.UpdateDevicePolicyAsync(id, new() { Statement = [Allow("lane/*")] }, Cancelled);
        Assert.Equal(["topic:lane/*"], (await client.ShowDevicePolicyAsync(id, Cancelled)).Statement!.Single().Resources!);
        Assert.Equal((ReasonCode.NotAuthorized, ReasonCode.Success), (await PublishAsync("line/1"), await PublishAsync("lane/1")));

        Assert.Equal(lamp.DeviceId, Assert.Single((await client.ShowTargetsInDevicePolicyAsync(id, new() { TargetType = "device" }, Cancelled)).Targets!).TargetId);
        await client.UnbindDevicePolicyAsync(id, new() { TargetType = "device", TargetIds = [lamp.DeviceId] }, Cancelled);
        Assert.Equal(ReasonCode.NotAuthorized, await PublishAsync("lane/1"));

        async Task<ReasonCode> PublishAsync(string topic) => (await device.PublishAckedAsync(topic, "on")).Reason;
    }

    static Statement Allow(string topic) => new() { Effect = "ALLOW", Actions = ["iotda:devices:publish"], Resources = [$"topic:{topic}"] };
}
