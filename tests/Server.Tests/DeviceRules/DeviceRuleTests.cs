using System.Net;
using System.Text.Json.Nodes;
using Dukou.Server.DeviceRules;
using Dukou.Server.Tests.Devices;
using Dukou.Server.Tests.Events;
using Dukou.Server.Tests.Messages;
using Dukou.Server.Tests.Shadows;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.DeviceRules;

public sealed class DeviceRuleTests : EventServiceCompliance
{
    protected override string ServiceId => "$device_rule";

    protected override string EventType => "device_rule_config_request";

    protected override string Paras => """{"ruleIds":[],"delIds":["gone"]}""";

    protected override string? AnswerType => "device_rule_config_response";

    protected override IReadOnlyList<string> Malformed =>
        ["{}", """{"ruleIds":"all"}""", """{"ruleIds":[7]}""", $$"""{"ruleIds":[{{string.Join(',', Enumerable.Repeat("\"r\"", DeviceRuleStore.PerDeviceMax + 1))}}]}"""];

    [Fact]
    [Shows("CreateRule", "ShowRule", "ListRules", AfterRestart = true)]
    [ShowsTopic("$device_rule")]
    [Provokes("rule.fetched")]
    public async Task A_rule_reaches_its_device_which_fetches_it_and_says_that_it_has_it()
    {
        await using var lamp = await Lamp.StartAsync();
        string ruleId;
        await using (var device = await lamp.ConnectAsync())
        {
            var created = await lamp.CreateRuleAsync(lamp.Rule(condition: """
                {"conditions":[
                  {"type":"DEVICE_DATA","device_property_condition":{"device_id":"DEVICE","filters":[
                    {"path":"Lamp/level","operator":"between","value":"20,30","strategy":{"trigger":"pulse"}},{"path":"Lamp/level","operator":"in","in_values":["1","2"]}]}},
                  {"type":"SIMPLE_TIMER","simple_timer_condition":{"start_time":"20260102T030405Z","repeat_interval":60,"repeat_count":3}},
                  {"type":"DAILY_TIMER","daily_timer_condition":{"time":"7:5","days_of_week":"2,3"}}],
                 "logic":"or","time_range":{"start_time":"08:00","end_time":"20:30","days_of_week":"1,7"}}
                """));
            ruleId = (string)created["rule_id"]!;
            Assert.Equal(("DEVICE_SIDE", "active", "20260102T030405Z"), ((string?)created["rule_type"], (string?)created["status"], (string?)created["last_update_time"]));

            Assert.Equal(Report(ruleId, """{"version":0}"""), await device.ReadPushAsync());
            await device.SendEventAsync(lamp, "$device_rule", "device_rule_config_request", $$"""{"ruleIds":["{{ruleId}}"],"delIds":[]}""");
            var answer = await device.ReadEventAsync(lamp);
            Assert.Equal(("$device_rule", "device_rule_config_response", "e1"), (answer.ServiceId, answer.EventType, answer.EventId));
            var expected = JsonNode.Parse($$$"""
                {"rulesInfos":[{"ruleId":"{{{ruleId}}}","ruleName":"night","logic":"or","status":"active",
                  "timeRange":{"startTime":"08:00","endTime":"20:30","daysOfWeek":"1,7"},
                  "conditions":[
                    {"type":"DEVICE_DATA","deviceInfo":{"deviceId":"{{{lamp.DeviceId}}}","path":"Lamp/level"},"operator":"between","value":"20,30"},
                    {"type":"DEVICE_DATA","deviceInfo":{"deviceId":"{{{lamp.DeviceId}}}","path":"Lamp/level"},"operator":"in","inValues":["1","2"]},
                    {"type":"SIMPLE_TIMER","startTime":"20260102T030405Z","repeatInterval":60,"repeatCount":3},
                    {"type":"DAILY_TIMER","time":"07:05","daysOfWeek":"2,3"}],
                  "actions":[{"type":"DEVICE_CMD","status":"active","deviceId":"{{{lamp.DeviceId}}}","command":{"serviceId":"Lamp","commandName":"SET_LEVEL","commandBody":{"level":5} } }],
                  "ruleVersionInShadow":0}]}
                """);
            Assert.True(JsonNode.DeepEquals(expected, answer.Paras), answer.Paras.ToJsonString());
            Assert.Contains("1", (await lamp.TraceAsync("rule.fetched")).Because.Sentence(), StringComparison.Ordinal);

            await device.PublishAckedAsync(lamp.ReportTopic, Report(ruleId, """{"version":0}"""));
            var shadow = Assert.Single((await lamp.ShadowAsync())["shadow"]!.AsArray())!;
            Assert.True(JsonNode.DeepEquals(shadow["desired"]!["properties"], shadow["reported"]!["properties"]), shadow.ToJsonString());
        }
        var before = await lamp.RuleAsync(ruleId);
        await lamp.RestartAsync();
        Assert.True(JsonNode.DeepEquals(before, await lamp.RuleAsync(ruleId)));
        var listed = await lamp.Platform.Http.GetJsonAsync(lamp.Platform.V5 + "rules?rule_type=DEVICE_SIDE");
        Assert.Equal((1, 24), ((int)listed["count"]!, ((string)listed["marker"]!).Length));
        Assert.True(JsonNode.DeepEquals(before, Assert.Single(listed["rules"]!.AsArray())));
        Assert.Empty((await lamp.Platform.Http.GetJsonAsync(lamp.Platform.V5 + "rules?rule_type=DEVICE_LINKAGE"))["rules"]!.AsArray());
        // What it has it is not told again.
        await using var again = await lamp.ConnectAsync();
        await again.PublishAckedAsync(lamp.ReportTopic, Report(ruleId, """{"version":0}"""));
        await again.PingAsync();
    }

    [Fact]
    [Shows("UpdateRule", "ChangeRuleStatus", AfterRestart = true)]
    [ShowsTopic("$device_rule")]
    public async Task A_changed_rule_has_a_newer_version_and_a_device_that_it_no_longer_names_deletes_it()
    {
        await using var lamp = await Lamp.StartAsync();
        var other = await lamp.Platform.AddDeviceAsync(lamp.ProductId, "other");
        var ruleId = (string)(await lamp.CreateRuleAsync(lamp.Rule()))["rule_id"]!;
        await using (var device = await lamp.ConnectAsync())
        {
            Assert.Equal(Report(ruleId, """{"version":0}"""), await device.ReadPushAsync());
            using (var off = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Put, $"{lamp.Platform.V5}rules/{ruleId}/status", """{"status":"inactive"}"""))
                Assert.Equal("""{"status":"inactive"}""", (await off.JsonAsync()).ToJsonString());
            Assert.Equal(Report(ruleId, """{"version":1}"""), await device.ReadPushAsync());
            await device.SendEventAsync(lamp, "$device_rule", "device_rule_config_request", $$"""{"ruleIds":["{{ruleId}}"]}""");
            Assert.Equal("inactive", (string?)(await device.ReadEventAsync(lamp)).Paras["rulesInfos"]![0]!["status"]);
            using var moved = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Put, $"{lamp.Platform.V5}rules/{ruleId}", lamp.Rule(name: "elsewhere", devices: $"\"{other}\""));
            await moved.JsonAsync();
            Assert.Equal(Report(ruleId, """{"version":-1}"""), await device.ReadPushAsync());
        }
        await lamp.RestartAsync();
        var rule = await lamp.RuleAsync(ruleId);
        Assert.Equal(("elsewhere", "inactive", other), ((string?)rule["name"], (string?)rule["status"], (string?)rule["device_side"]!["device_ids"]![0]));
        await using var newer = await lamp.Platform.ConnectDeviceAsync(other);
        Assert.Equal(Report(ruleId, """{"version":2}"""), await newer.ReadPushAsync());
    }

    [Theory]
    [InlineData("""{"version":-1}""")]
    [InlineData("-1")] // The C# SDK.
    [Shows("DeleteRule", AfterRestart = true)]
    [ShowsTopic("$device_rule")]
    [Provokes("rule.deleted")]
    public async Task A_deleted_rule_is_desired_as_version_minus_1_until_the_device_says_that_it_is_gone(string deleted)
    {
        await using var lamp = await Lamp.StartAsync();
        var ruleId = (string)(await lamp.CreateRuleAsync(lamp.Rule()))["rule_id"]!;
        using (var answer = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Delete, $"{lamp.Platform.V5}rules/{ruleId}"))
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await lamp.RestartAsync();
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Get, $"{lamp.Platform.V5}rules/{ruleId}").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.010002");
        await using (var device = await lamp.ConnectAsync())
        {
            Assert.Equal(Report(ruleId, """{"version":-1}"""), await device.ReadPushAsync());
            await device.PublishAsync(lamp.ReportTopic, Report(ruleId, deleted), 1);
            Assert.Contains(ruleId, (await lamp.TraceAsync("rule.deleted")).Because.Sentence(), StringComparison.Ordinal);
        }
        await lamp.RestartAsync();
        var shadow = Assert.Single((await lamp.ShadowAsync())["shadow"]!.AsArray())!;
        Assert.Null(shadow["desired"]);
        await using var again = await lamp.ConnectAsync();
        await again.PublishAckedAsync(lamp.ReportTopic, Report(ruleId, deleted));
        await again.PingAsync();
    }

    [Fact]
    [Provokes("rule.not_its_own")]
    public async Task A_device_gets_its_own_rules_only_and_many_in_several_events()
    {
        await using var lamp = await Lamp.StartAsync();
        var other = await lamp.Platform.AddDeviceAsync(lamp.ProductId, "other");
        var foreign = (string)(await lamp.CreateRuleAsync(lamp.Rule(devices: $"\"{other}\"")))["rule_id"]!;
        var ruleIds = new List<string>();
        for (var i = 0; i < 12; i++)
            ruleIds.Add((string)(await lamp.CreateRuleAsync(lamp.Rule()))["rule_id"]!);
        await using var device = await lamp.ConnectAsync();
        await device.ReadPushAsync();
        await device.SendEventAsync(lamp, "$device_rule", "device_rule_config_request", $$"""{"ruleIds":[{{string.Join(',', ruleIds.Append(foreign).Select(id => $"\"{id}\""))}}]}""");
        var parts = new[] { await device.ReadEventAsync(lamp), await device.ReadEventAsync(lamp) };
        Assert.Equal(ruleIds, parts.SelectMany(part => part.Paras["rulesInfos"]!.AsArray()).Select(rule => (string)rule!["ruleId"]!));
        Assert.Contains(foreign, (await lamp.TraceAsync("rule.not_its_own")).Because.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_is_told_through_its_gateway()
    {
        await using var lamp = await Lamp.StartAsync();
        var child = await lamp.AddChildAsync();
        await using var gateway = await lamp.ConnectAsync();
        var ruleId = (string)(await lamp.CreateRuleAsync(lamp.Rule(devices: $"\"{child}\"")))["rule_id"]!;
        Assert.Equal($$$"""{"object_device_id":"{{{child}}}",{{{Report(ruleId, """{"version":0}""")[1..]}}}""", await gateway.ReadPushAsync());
        await gateway.SendEventAsync(lamp, "$device_rule", "device_rule_config_request", $$"""{"ruleIds":["{{ruleId}}"]}""", objectDeviceId: child);
        var answer = await gateway.ReadEventAsync(lamp);
        Assert.Equal((child, ruleId), (answer.ObjectDeviceId, (string?)answer.Paras["rulesInfos"]![0]!["ruleId"]));
    }

    [Fact]
    public async Task Rules_that_the_platform_would_run_are_refused_as_not_built()
    {
        await using var lamp = await Lamp.StartAsync();
        Assert.Contains("DEVICE_LINKAGE", await lamp.TryCreateRuleAsync(lamp.Rule().Replace("DEVICE_SIDE", "DEVICE_LINKAGE", StringComparison.Ordinal))
            .RefusedAsync(HttpStatusCode.NotImplemented, "IOTDA.000029"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_is_refused()
    {
        await using var lamp = await Lamp.StartAsync();
        foreach (var body in new[]
        {
            "{}",
            lamp.Rule(name: ""),
            lamp.Rule(devices: ""),
            lamp.Rule(devices: "\"nobody\""),
            lamp.Rule(devices: $"\"{lamp.DeviceId}\",\"{lamp.DeviceId}\""),
            lamp.Rule(condition: """{"conditions":[]}"""),
            lamp.Rule(condition: """{"conditions":[{"type":"DEVICE_LINKAGE_STATUS"}]}"""),
            lamp.Rule(condition: """{"conditions":[{"type":"DEVICE_DATA","device_property_condition":{"product_id":"p","filters":[{"path":"Lamp/level","operator":"=","value":"1"}]}}]}"""),
            lamp.Rule(condition: """{"conditions":[{"type":"DEVICE_DATA","device_property_condition":{"device_id":"DEVICE","filters":[{"path":"Lamp/none","operator":"=","value":"1"}]}}]}"""),
            lamp.Rule(condition: """{"conditions":[{"type":"DEVICE_DATA","device_property_condition":{"device_id":"DEVICE","filters":[{"path":"Lamp/level","operator":"between","value":"1"}]}}]}"""),
            lamp.Rule(condition: """{"conditions":[{"type":"DAILY_TIMER","daily_timer_condition":{"time":"07:00"}},{"type":"DAILY_TIMER","daily_timer_condition":{"time":"08:00"}}]}"""),
            lamp.Rule(condition: """{"conditions":[{"type":"DAILY_TIMER","daily_timer_condition":{"time":"24:00"}}]}"""),
            lamp.Rule(action: """{"type":"DEVICE_ALARM","device_alarm":{"name":"a"}}"""),
            lamp.Rule(action: """{"type":"DEVICE_CMD","device_command":{"device_id":"DEVICE","cmd":{"service_id":"Lamp","command_name":"NONE","command_body":{}}}}"""),
            lamp.Rule(action: """{"type":"DEVICE_CMD","device_command":{"device_id":"DEVICE","cmd":{"service_id":"Lamp","command_name":"SET_LEVEL","command_body":{"a":"LONG"}}}}"""
                .Replace("LONG", new string('x', RuleChecks.DefinitionBytesMax), StringComparison.Ordinal)),
        })
            Assert.True(await lamp.TryCreateRuleAsync(body).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006") is { Length: > 0 }, body);
        foreach (var (method, path) in new[] { (HttpMethod.Get, "rules/none"), (HttpMethod.Delete, "rules/none") })
            await lamp.Platform.Http.SendJsonAsync(method, lamp.Platform.V5 + path).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.010002");
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Put, lamp.Platform.V5 + "rules/none", lamp.Rule()).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.010002");
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Put, lamp.Platform.V5 + "rules/none/status", """{"status":"active"}""").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.010002");
        Assert.Empty((await lamp.Platform.Http.GetJsonAsync(lamp.Platform.V5 + "rules"))["rules"]!.AsArray());
    }

    [Fact]
    public async Task A_device_has_so_many_rules_and_no_more_and_loses_them_when_it_goes()
    {
        await using var lamp = await Lamp.StartAsync();
        for (var i = 0; i < DeviceRuleStore.PerDeviceMax; i++)
            await lamp.CreateRuleAsync(lamp.Rule());
        Assert.Contains(lamp.DeviceId, await lamp.TryCreateRuleAsync(lamp.Rule()).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021"), StringComparison.Ordinal);
        await lamp.Platform.SendDeleteAsync("devices/" + lamp.DeviceId).DoneAsync();
        var rule = (await lamp.Platform.Http.GetJsonAsync(lamp.Platform.V5 + "rules?limit=1"))["rules"]![0]!;
        Assert.Empty(rule["device_side"]!["device_ids"]!.AsArray());
    }

    static string Report(string ruleId, string version) => $$$$"""{"services":[{"service_id":"$device_rule","properties":{"{{{{ruleId}}}}":{{{{version}}}}}}]}""";
}

/// <summary>Short forms for rules that run on a lamp.</summary>
static class RuleCalls
{
    /// <summary>A rule for the lamp itself; <c>DEVICE</c> in its parts is the lamp's id.</summary>
    public static string Rule(this Lamp lamp, string name = "night", string? condition = null, string? action = null, string? devices = null) => $$$"""
        {"name":"{{{name}}}","rule_type":"DEVICE_SIDE","device_side":{"device_ids":[{{{devices ?? $"\"{lamp.DeviceId}\""}}}]},
         "condition_group":{{{condition ?? """{"conditions":[{"type":"DEVICE_DATA","device_property_condition":{"device_id":"DEVICE","filters":[{"path":"Lamp/level","operator":">","value":"90"}]}}]}"""}}},
         "actions":[{{{action ?? """{"type":"DEVICE_CMD","device_command":{"device_id":"DEVICE","cmd":{"service_id":"Lamp","command_name":"SET_LEVEL","command_body":{"level":5}}}}"""}}}]}
        """.Replace("DEVICE\"", lamp.DeviceId + "\"", StringComparison.Ordinal);

    public static Task<HttpResponseMessage> TryCreateRuleAsync(this Lamp lamp, string rule) => lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, lamp.Platform.V5 + "rules", rule);

    public static async Task<JsonObject> CreateRuleAsync(this Lamp lamp, string rule)
    {
        using var answer = await lamp.TryCreateRuleAsync(rule);
        return await answer.JsonAsync(HttpStatusCode.Created);
    }

    public static Task<JsonObject> RuleAsync(this Lamp lamp, string ruleId) => lamp.Platform.Http.GetJsonAsync($"{lamp.Platform.V5}rules/{ruleId}");

    /// <summary>The next packet, which must be a property setting; it is answered.</summary>
    public static async Task<string> ReadPushAsync(this WireClient device)
    {
        var push = await device.ReadPublishAsync();
        Assert.Contains("/sys/properties/set/request_id=", push.Topic, StringComparison.Ordinal);
        await device.PublishAsync(push.Topic.Replace("set/", "set/response/", StringComparison.Ordinal), """{"result_code":0}""");
        return push.Payload;
    }
}
