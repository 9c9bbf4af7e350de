using System.Net;
using System.Text.Json.Nodes;
using Dukou.Server.Devices;
using Dukou.Server.Tests.Devices;
using Dukou.Server.Tests.Messages;
using static Dukou.Server.Tests.DevicePolicies.PolicyCalls;

namespace Dukou.Server.Tests.DevicePolicies;

/// <summary>The eight operations, as an application sees them.</summary>
public sealed class DevicePolicyTests
{
    [Fact]
    [Shows("CreateDevicePolicy", "ShowDevicePolicy", "UpdateDevicePolicy", AfterRestart = true)]
    public async Task A_policy_is_created_changed_and_shown_also_after_a_restart()
    {
        await using var lamp = await Lamp.StartAsync();
        using var answer = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, lamp.Platform.V5 + "device-policies", $$"""{"policy_name":"lines","statement":[{{Allow("line/*", Publish)}}]}""");
        var created = await answer.JsonAsync(HttpStatusCode.Created);
        Assert.Equal(["app_id", "policy_id", "policy_name", "statement", "create_time", "update_time"], created.Select(member => member.Key));
        Assert.Matches("^[0-9a-f]{24}$", (string)created["policy_id"]!);
        Assert.Equal($"[{Allow("line/*", Publish)}]", created["statement"]!.ToJsonString());
        var path = "device-policies/" + (string)created["policy_id"]!;
        lamp.Platform.Clock.Advance(TimeSpan.FromSeconds(5));
        var renamed = await (await lamp.Platform.SendPutAsync(path, new() { ["policy_name"] = "lanes" })).JsonAsync();
        Assert.Equal(("lanes", "20260102T030410Z"), ((string?)renamed["policy_name"], (string?)renamed["update_time"]));
        await lamp.RestartAsync();
        Assert.True(JsonNode.DeepEquals(renamed, await lamp.Platform.ShowAsync(path)));
    }

    [Fact]
    [Shows("ListDevicePolicies")]
    public async Task Policies_are_listed_by_pages_without_statements_and_every_space_begins_with_one()
    {
        await using var lamp = await Lamp.StartAsync();
        for (var i = 0; i < 12; i++)
            await lamp.AddPolicyAsync(Allow($"line{i}"));
        await lamp.Platform.AddSpaceAsync("other");
        var ids = await lamp.Platform.ReadPagesAsync("device-policies", "policies", "policy_id", 14);
        Assert.Equal(14, ids.Distinct().Count());
        var own = await lamp.Platform.ShowAsync($"device-policies?app_id={await lamp.AppIdAsync()}&policy_name=system_default_policy");
        Assert.Equal(["app_id", "policy_id", "policy_name", "create_time", "update_time"], Assert.Single(own["policies"]!.AsArray())!.AsObject().Select(member => member.Key));
    }

    [Fact]
    [Shows("DeleteDevicePolicy", AfterRestart = true)]
    public async Task A_deleted_policy_is_gone_with_its_bindings_and_the_default_one_does_not_come_back()
    {
        await using var lamp = await Lamp.StartAsync();
        var policyId = await lamp.DefaultPolicyAsync();
        await lamp.DeletePolicyAsync(policyId);
        await lamp.RestartAsync();
        Assert.Empty((await lamp.Platform.ShowAsync("device-policies"))["policies"]!.AsArray());
        await lamp.Platform.SendGetAsync("device-policies/" + policyId).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
        await lamp.Platform.SendDeleteAsync("device-policies/" + policyId).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
        await using var device = await lamp.ConnectAsync(new() { Version = Protocol.Mqtt.ProtocolVersion.V500 });
        Assert.Equal(Protocol.Mqtt.ReasonCode.NotAuthorized, (await device.PublishAckedAsync("line/1", "on")).Reason);
    }

    [Fact]
    [Shows("BindDevicePolicy", "UnbindDevicePolicy", "ShowTargetsInDevicePolicy", AfterRestart = true)]
    public async Task Targets_are_bound_and_unbound_each_by_itself_and_survive_a_restart()
    {
        await using var lamp = await Lamp.StartAsync();
        var policyId = await lamp.AddPolicyAsync(Allow("line/*"));
        var bound = await lamp.BindAsync(policyId, "device", lamp.DeviceId, "nobody");
        Assert.Equal($"""["{lamp.DeviceId}"]""", bound["success_targets"]!.ToJsonString());
        var failure = Assert.Single(bound["failure_targets"]!.AsArray())!;
        Assert.Equal(("nobody", "IOTDA.014000"), ((string?)failure["target_id"], (string?)failure["error_code"]));
        await lamp.BindAsync(policyId, "product", lamp.ProductId);
        await lamp.BindAsync(policyId, "app", await lamp.AppIdAsync());
        await lamp.RestartAsync();
        Assert.Equal(["app", "product", "device"], await TargetsAsync(lamp, policyId, "{}"));
        Assert.Equal(["device"], await TargetsAsync(lamp, policyId, """{"target_type":"device"}"""));
        using (var answer = await lamp.PostPolicyAsync(policyId, "unbind", "device", lamp.DeviceId, "nobody"))
            Assert.Equal("nobody", (string?)Assert.Single((await answer.JsonAsync())["failure_targets"]!.AsArray())!["target_id"]);
        await lamp.RestartAsync();
        Assert.Equal(["app", "product"], await TargetsAsync(lamp, policyId, "{}"));
    }

    [Fact]
    [ShowsLimit("PoliciesPerTarget")]
    public async Task A_target_has_at_most_5_policies()
    {
        await using var lamp = await Lamp.StartAsync();
        for (var i = 0; i < 5; i++)
            Assert.Empty((await lamp.BindAsync(await lamp.AddPolicyAsync(Allow("a")), "device", lamp.DeviceId))["failure_targets"]!.AsArray());
        var sixth = await lamp.BindAsync(await lamp.AddPolicyAsync(Allow("a")), "device", lamp.DeviceId);
        Assert.Equal("IOTDA.015204", (string?)Assert.Single(sixth["failure_targets"]!.AsArray())!["error_code"]);
    }

    [Fact]
    [ShowsLimit("Policies")]
    public async Task There_are_at_most_50_policies()
    {
        await using var lamp = await Lamp.StartAsync();
        for (var i = 0; i < 50; i++)
            await lamp.AddPolicyAsync(Allow("a"));
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, lamp.Platform.V5 + "device-policies", $$"""{"policy_name":"p","statement":[{{Allow("a")}}]}""")
            .RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
    }

    [Theory]
    [InlineData("""{"policy_name":"p"}""", "statement")]
    [InlineData("""{"policy_name":"a b","statement":[{"effect":"ALLOW","actions":["iotda:devices:publish"],"resources":["topic:a"]}]}""", "policy_name")]
    [InlineData("""{"policy_name":"p","statement":[]}""", "statement")]
    [InlineData("""{"policy_name":"p","statement":[null]}""", "statement[0]")]
    [InlineData("""{"policy_name":"p","statement":[{"effect":"PERHAPS","actions":["iotda:devices:publish"],"resources":["topic:a"]}]}""", "effect")]
    [InlineData("""{"policy_name":"p","statement":[{"effect":"ALLOW","actions":["iotda:devices:read"],"resources":["topic:a"]}]}""", "actions")]
    [InlineData("""{"policy_name":"p","statement":[{"effect":"ALLOW","actions":["iotda:devices:publish"],"resources":["a"]}]}""", "topic:PATTERN")]
    [InlineData("""{"policy_name":"p","statement":[{"effect":"ALLOW","actions":["iotda:devices:publish"],"resources":["topic:$oc/devices/x"]}]}""", "$oc")]
    [InlineData("""{"policy_name":"p","statement":[{"effect":"ALLOW","actions":["iotda:devices:publish"],"resources":["topic:a/${devices.colour}"]}]}""", "${devices.deviceId}")]
    [InlineData("""{"policy_name":"p","statement":[{"effect":"ALLOW","actions":["iotda:devices:publish"],"resources":["topic:a","topic:a","topic:a","topic:a","topic:a","topic:a","topic:a","topic:a","topic:a","topic:a","topic:a"]}]}""", "1 to 10")]
    public async Task A_policy_that_says_nothing_is_refused_and_named(string body, string named)
    {
        await using var lamp = await Lamp.StartAsync();
        Assert.Contains(named, await lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, lamp.Platform.V5 + "device-policies", body)
            .RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_deleted_takes_its_bindings_with_it()
    {
        await using var lamp = await Lamp.StartAsync();
        var policyId = await lamp.AddPolicyAsync(Allow("line/*"));
        await lamp.BindAsync(policyId, "device", lamp.DeviceId);
        await lamp.BindAsync(policyId, "product", lamp.ProductId);
        await lamp.Platform.SendDeleteAsync("devices/" + lamp.DeviceId).DoneAsync();
        Assert.Equal(["product"], await TargetsAsync(lamp, policyId, "{}"));
        await lamp.Platform.SendDeleteAsync("products/" + lamp.ProductId).DoneAsync();
        Assert.Empty(await TargetsAsync(lamp, policyId, "{}"));
    }

    [Fact]
    public async Task A_binding_goes_in_the_write_that_deletes_its_device_and_the_next_device_of_that_id_has_none()
    {
        await using var lamp = await Lamp.StartAsync();
        var policyId = await lamp.AddPolicyAsync(Allow("line/*"));
        await lamp.BindAsync(policyId, "device", lamp.DeviceId);
        var observers = lamp.Platform.Service<IEnumerable<IDeviceObserver>>();
        // What DeleteDevice writes; then the process ends.
        await lamp.Platform.Service<DeviceStore>().DeleteAsync(lamp.DeviceId, _ => true, core =>
        {
            foreach (var observer in observers)
                observer.Deleted(core, lamp.DeviceId);
        }, TestContext.Current.CancellationToken);
        await lamp.RestartAsync();
        await lamp.Platform.AddDeviceAsync(lamp.ProductId);
        Assert.Empty(await TargetsAsync(lamp, policyId, "{}"));
    }

    static async Task<string[]> TargetsAsync(Lamp lamp, string policyId, string body)
    {
        using var answer = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, $"{lamp.Platform.V5}device-policies/{policyId}/list-targets", body);
        return (await answer.JsonAsync()).Texts("targets", "target_type");
    }
}
