using System.Text.Json.Nodes;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Messages;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.SubDevices;

public sealed class GatewayReportTests
{
    [Fact]
    [ShowsTopic("sys/gateway/sub_devices/properties/report")]
    public async Task Each_child_has_its_own_shadow_and_history_of_it_also_after_a_restart()
    {
        await using var lamp = await Lamp.StartAsync();
        var children = new[] { await lamp.AddChildAsync("c1"), await lamp.AddChildAsync("c2") };
        var grandchild = await AddChildOfAsync(lamp, children[0]);
        await using (var gateway = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 }))
            Assert.Equal(ReasonCode.Success, (await gateway.PublishAckedAsync(Topic(lamp), Report((children[0], 1), (children[1], 2), (grandchild, 3)))).Reason);
        await AssertLevelsAsync(lamp, (children[0], 1), (children[1], 2), (grandchild, 3));
        await lamp.RestartAsync();
        await AssertLevelsAsync(lamp, (children[0], 1), (children[1], 2), (grandchild, 3));
        foreach (var child in children)
            Assert.Equal(["uplink.stored"], await lamp.Platform.CodesAsync($"&kind=uplink&device_id={child}"));
        Assert.Empty(await lamp.Platform.CodesAsync($"&kind=uplink&device_id={lamp.DeviceId}"));
    }

    [Fact]
    [Provokes("gateway.partly_stored")]
    public async Task What_is_wrong_with_one_child_costs_that_child_only()
    {
        await using var lamp = await Lamp.StartAsync();
        var child = await lamp.AddChildAsync();
        var bad = await lamp.AddChildAsync("bad");
        var partly = await lamp.AddChildAsync("partly");
        var stranger = await lamp.Platform.AddDeviceAsync(lamp.ProductId, "stranger");
        await using var gateway = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        var ack = await gateway.PublishAckedAsync(Topic(lamp), $$$"""
            {"devices":[
              {"device_id":"{{{stranger}}}","services":[{"service_id":"Lamp","properties":{"level":1}}]},
              {"device_id":"{{{bad}}}","services":[{"service_id":"Lamp","properties":{"level":"high"}}]},
              {"device_id":"{{{partly}}}","services":[{"service_id":"Lamp","properties":{"level":5,"levle":6}}]},
              {"device_id":"{{{child}}}","services":[{"service_id":"Lamp","properties":{"level":7},"event_time":null}]}]}
            """);
        Assert.Equal(ReasonCode.Success, ack.Reason);
        await AssertLevelsAsync(lamp, (child, 7), (partly, 5));
        var sentence = (await lamp.TraceAsync("gateway.partly_stored")).Because.Sentence();
        Assert.StartsWith("Of 4 children of the gateway's report 2 were stored.", sentence, StringComparison.Ordinal);
        Assert.Contains(stranger + ": It is not registered below", sentence, StringComparison.Ordinal);
        Assert.Contains(bad + ": No property of the report fits", sentence, StringComparison.Ordinal);
        Assert.Equal(["uplink.partly_dropped"], await lamp.Platform.CodesAsync($"&kind=uplink&device_id={partly}"));
        Assert.Empty((await lamp.Platform.Http.GetJsonAsync($"{lamp.Platform.V5}devices/{stranger}/shadow"))["shadow"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"devices":[{"device_id":"nobody","services":[]}]}""", "gateway.nothing_stored")]
    [InlineData("""{"devices":[]}""", "gateway.nothing_stored")]
    [InlineData("""{"services":[]}""", "uplink.malformed_payload")]
    [InlineData("""{"devices":[{"id":"x"}]}""", "uplink.malformed_payload")]
    [Provokes("gateway.nothing_stored")]
    public async Task A_report_of_which_nothing_can_be_stored_is_refused(string payload, string code)
    {
        await using var lamp = await Lamp.StartAsync();
        await using var gateway = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        var ack = await gateway.PublishAckedAsync(Topic(lamp), payload);
        Assert.Equal((ReasonCode.PayloadFormatInvalid, (await lamp.TraceAsync(code)).Because.Sentence()), (ack.Reason, ack.ReasonString));
    }

    [Fact]
    [ShowsLimit("ChildrenInReport")]
    public async Task A_hundred_children_report_in_one_message_and_not_one_more()
    {
        await using var lamp = await Lamp.StartAsync();
        var children = new List<string>();
        for (var i = 0; i < 100; i++)
            children.Add(await lamp.AddChildAsync($"c{i}"));
        await using var gateway = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        var all = children.Select((child, i) => (child, i)).ToArray();
        Assert.Equal(ReasonCode.Success, (await gateway.PublishAckedAsync(Topic(lamp), Report(all))).Reason);
        await AssertLevelsAsync(lamp, all[0], all[57], all[99]);
        Assert.Equal(ReasonCode.PayloadFormatInvalid, (await gateway.PublishAckedAsync(Topic(lamp), Report([.. all, all[0]]))).Reason);
    }

    [Fact]
    public async Task A_child_reports_on_its_own_topic_through_the_gateway_and_reads_its_shadow_there()
    {
        await using var lamp = await Lamp.StartAsync();
        var child = await lamp.AddChildAsync();
        await using var gateway = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        Assert.Equal(ReasonCode.Success, (await gateway.PublishAckedAsync($"$oc/devices/{child}/sys/properties/report", TraceStory.Fitting)).Reason);
        await AssertLevelsAsync(lamp, (child, 7));
        // The Python SDK asks so; what goes down for a child has the gateway's topic.
        await gateway.PublishAsync($"$oc/devices/{child}/sys/shadow/get/request_id=9", "{}");
        var answer = await gateway.ReadPublishAsync();
        Assert.Equal($"$oc/devices/{lamp.DeviceId}/sys/shadow/get/response/request_id=9", answer.Topic);
        Assert.Equal((child, 7), ((string?)JsonNode.Parse(answer.Payload)!["object_device_id"], (int)JsonNode.Parse(answer.Payload)!["shadow"]![0]!["reported"]!["properties"]!["level"]!));
    }

    [Fact]
    public async Task A_message_that_names_a_child_is_the_child_s_and_one_that_names_a_stranger_is_refused()
    {
        await using var lamp = await Lamp.StartAsync();
        var child = await lamp.AddChildAsync();
        await using var gateway = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        var up = $"$oc/devices/{lamp.DeviceId}/sys/messages/up";
        Assert.Equal(ReasonCode.Success, (await gateway.PublishAckedAsync(up, $$"""{"object_device_id":"{{child}}","content":"hot"}""")).Reason);
        Assert.Equal(ReasonCode.NotAuthorized, (await gateway.PublishAckedAsync(up, """{"object_device_id":"somebody","content":"hot"}""")).Reason);
        // More members than the system format has: raw bytes, which nobody reads.
        Assert.Equal(ReasonCode.Success, (await gateway.PublishAckedAsync(up, """{"object_device_id":"somebody","content":"hot","more":1}""")).Reason);
        Assert.Equal(ReasonCode.Success, (await gateway.PublishAckedAsync(up, """{"object_device_id":null,"content":"hot"}""")).Reason);
        Assert.Single(await lamp.Platform.TracesAsync($"&kind=uplink&device_id={child}"));
        Assert.Equal(2, (await lamp.Platform.CodesAsync($"&kind=uplink&device_id={lamp.DeviceId}")).Count(code => code == "uplink.stored"));
    }

    [Fact]
    public async Task A_command_for_a_child_is_answered_on_the_child_s_own_topic_too()
    {
        await using var lamp = await Lamp.StartAsync();
        var child = await lamp.AddChildAsync();
        await using var gateway = await lamp.ConnectAsync();
        var calling = lamp.Platform.PostAsync($"{lamp.Platform.V5}devices/{child}/commands", """{"service_id":"Lamp","command_name":"SET_LEVEL","paras":{"level":3}}""");
        var command = await gateway.ReadPublishAsync();
        Assert.Equal(child, (string?)JsonNode.Parse(command.Payload)!["object_device_id"]);
        await gateway.PublishAsync(command.Topic.Replace(lamp.DeviceId, child, StringComparison.Ordinal).Replace("commands/", "commands/response/", StringComparison.Ordinal), """{"result_code":0}""");
        Assert.Equal(0, (int)(await calling)["response"]!["result_code"]!);
    }

    static string Topic(Lamp lamp) => $"$oc/devices/{lamp.DeviceId}/sys/gateway/sub_devices/properties/report";

    static string Report(params (string DeviceId, int Level)[] children) =>
        $$"""{"devices":[{{string.Join(',', children.Select(child => $$$"""{"device_id":"{{{child.DeviceId}}}","services":[{"service_id":"Lamp","properties":{"level":{{{child.Level}}}}}]}"""))}}]}""";

    static async Task<string> AddChildOfAsync(Lamp lamp, string gatewayId) =>
        (string)(await lamp.Platform.PostAsync(lamp.Platform.V5 + "devices", $$"""{"node_id":"grandchild","product_id":"{{lamp.ProductId}}","gateway_id":"{{gatewayId}}"}"""))["device_id"]!;

    static async Task AssertLevelsAsync(Lamp lamp, params (string DeviceId, int Level)[] expected)
    {
        foreach (var (deviceId, level) in expected)
        {
            var shadow = await lamp.Platform.Http.GetJsonAsync($"{lamp.Platform.V5}devices/{deviceId}/shadow");
            Assert.Equal(level, (int)shadow["shadow"]![0]!["reported"]!["properties"]!["level"]!);
        }
    }
}
