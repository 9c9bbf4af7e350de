using System.Diagnostics;
using System.Text.Json.Nodes;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Devices;
using Dukou.Server.Tests.Events;
using Dukou.Server.Tests.Messages;

namespace Dukou.Server.Tests.SubDevices;

public sealed class SubDeviceManagerTests : EventServiceCompliance
{
    const string Manager = "$sub_device_manager";

    protected override string ServiceId => Manager;

    protected override string EventType => "sub_device_update_status";

    protected override string Paras => """{"device_statuses":[]}""";

    protected override string AnswerType => "sub_device_update_status_response";

    protected override IReadOnlyList<string> Malformed =>
        ["{}", """{"device_statuses":{}}""", """{"device_statuses":[null]}""", """{"device_statuses":[3]}""", $$"""{"device_statuses":[{{string.Join(',', Enumerable.Repeat("{}", 101))}}]}"""];

    [Fact]
    [ShowsTopic("$sub_device_manager")]
    public async Task A_gateway_adds_its_children_and_learns_of_each_what_became_of_it()
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.AddChildAsync("taken");
        await using var gateway = await lamp.ConnectAsync();
        await gateway.SendEventAsync(lamp, Manager, "add_sub_device_request", $$"""
            {"devices":[
                {"node_id":"valve","product_id":"{{lamp.ProductId}}","name":"Valve-9","description":"by-the-door","extension_info":{"k":[1]},"parent_device_id":null},
                {"node_id":"taken","product_id":"{{lamp.ProductId}}"},
                {"node_id":"own","device_id":"my-own-id","product_id":"{{lamp.ProductId}}"},
                {"node_id":"leaf","device_id":"leaf-id","product_id":"{{lamp.ProductId}}","parent_device_id":"my-own-id"},
                {"node_id":"lost","product_id":"nothing"},
                {"node_id":"far","product_id":"{{lamp.ProductId}}","parent_device_id":"elsewhere"},
                {"node_id":"a b","product_id":"{{lamp.ProductId}}"}]}
            """);
        var answer = await gateway.ReadEventAsync(lamp);
        Assert.Equal(("add_sub_device_response", "e1", lamp.DeviceId), (answer.EventType, answer.EventId, answer.ObjectDeviceId));
        Assert.Equal($$"""
            {"parent_device_id":"{{lamp.DeviceId}}","node_id":"valve","device_id":"{{lamp.ProductId}}_valve","name":"Valve-9","description":"by-the-door","product_id":"{{lamp.ProductId}}","extension_info":{"k":[1]},"status":"INACTIVE"}
            """, answer.Paras["successful_devices"]![0]!.ToJsonString());
        Assert.Equal(["valve", "own", "leaf"], Texts(answer.Paras, "successful_devices", "node_id"));
        Assert.Equal(["taken IOTDA.014031", "lost IOTDA.013001", "far IOTDA.014000", "a b IOTDA.000006"],
            answer.Paras["failed_devices"]!.AsArray().Select(failed => $"{failed!["node_id"]} {failed["error_code"]}"));
        // The answer says it all: no notice comes for what the gateway asked for.
        await gateway.PingAsync();
        await lamp.RestartAsync();
        var leaf = await lamp.Platform.Http.GetJsonAsync(lamp.Platform.V5 + "devices/leaf-id");
        Assert.Equal(("my-own-id", "ENDPOINT"), ((string?)leaf["gateway_id"], (string?)leaf["node_type"]));
    }

    [Fact]
    [ShowsTopic("$sub_device_manager")]
    public async Task A_gateway_deletes_its_children_and_nobody_else_s()
    {
        await using var lamp = await Lamp.StartAsync();
        var (first, second) = (await lamp.AddChildAsync("first"), await lamp.AddChildAsync("second"));
        var leaf = await lamp.AddChildAsync("leaf", first);
        var stranger = await lamp.Platform.AddDeviceAsync(lamp.ProductId, "stranger");
        await using var gateway = await lamp.ConnectAsync();
        await gateway.SendEventAsync(lamp, Manager, "delete_sub_device_request", $$"""{"devices":["{{first}}","{{stranger}}","{{leaf}}","nobody"]}""");
        var answer = await gateway.ReadEventAsync(lamp);
        Assert.Equal("delete_sub_device_response", answer.EventType);
        Assert.Equal([first, leaf], answer.Paras["successful_devices"]!.AsArray().Select(deviceId => (string)deviceId!));
        Assert.Equal([stranger, "nobody"], Texts(answer.Paras, "failed_devices", "device_id"));
        await gateway.SendEventAsync(lamp, Manager, "delete_sub_device_request", $$"""{"devices":["{{first}}"]}""");
        Assert.Equal(["IOTDA.014000"], Texts((await gateway.ReadEventAsync(lamp)).Paras, "failed_devices", "error_code"));
        await gateway.PingAsync();
        await lamp.RestartAsync();
        Assert.Equal([second], await ChildrenAsync(lamp));
    }

    [Fact]
    [ShowsTopic("$sub_device_manager")]
    public async Task Children_are_online_as_their_gateway_says_and_stay_so_when_it_goes()
    {
        await using var lamp = await Lamp.StartAsync();
        var child = await lamp.AddChildAsync();
        var leaf = await lamp.AddChildAsync("leaf", child);
        await using (var gateway = await lamp.ConnectAsync())
        {
            await gateway.SendEventAsync(lamp, Manager, "sub_device_update_status", $$"""
                {"device_statuses":[{"device_id":"{{child}}","status":"ONLINE"},{"device_id":"{{leaf}}","status":"ONLINE"},{"device_id":"nobody","status":"ONLINE"},{"device_id":"{{child}}","status":"AWAY"}]}
                """);
            var answer = await gateway.ReadEventAsync(lamp);
            Assert.Equal([$"{child} ONLINE", $"{leaf} ONLINE"], answer.Paras["successful_devices"]!.AsArray().Select(changed => $"{changed!["device_id"]} {changed["status"]}"));
            Assert.Equal(["nobody IOTDA.014000", $"{child} IOTDA.000006"], answer.Paras["failed_devices"]!.AsArray().Select(failed => $"{failed!["device_id"]} {failed["error_code"]}"));
            await gateway.SendEventAsync(lamp, Manager, "sub_device_update_status", $$"""{"device_statuses":[{"device_id":"{{leaf}}","status":"OFFLINE"}]}""");
            await gateway.ReadEventAsync(lamp);
        }
        await OfflineAsync(lamp, lamp.DeviceId);
        Assert.Equal(("ONLINE", "OFFLINE"), (await StatusAsync(lamp, child), await StatusAsync(lamp, leaf)));
        await lamp.RestartAsync();
        Assert.Equal(("OFFLINE", "ONLINE", "OFFLINE"), (await StatusAsync(lamp, lamp.DeviceId), await StatusAsync(lamp, child), await StatusAsync(lamp, leaf)));
    }

    [Fact]
    [ShowsLimit("ChildrenOfflineWithGateway")]
    public async Task With_the_option_children_go_offline_with_their_gateway()
    {
        await using var lamp = await Lamp.StartAsync(options => options with { Limits = options.Limits with { ChildrenOfflineWithGateway = 1 } });
        var child = await lamp.AddChildAsync();
        var leaf = await lamp.AddChildAsync("leaf", child);
        await using (var gateway = await lamp.ConnectAsync())
        {
            await SetOnlineAsync(lamp, gateway, child, leaf);
            Assert.Equal("ONLINE", await StatusAsync(lamp, child));
        }
        await OfflineAsync(lamp, child);
        await OfflineAsync(lamp, leaf);
        await using (var gateway = await lamp.ConnectAsync())
        {
            await SetOnlineAsync(lamp, gateway, child);
            await lamp.RestartAsync();
        }
        Assert.Equal("OFFLINE", await StatusAsync(lamp, child));
    }

    [Fact]
    [ShowsLimit("ChildStatusesPerSecond")]
    public async Task Statuses_come_no_faster_than_the_option_says()
    {
        await using var lamp = await Lamp.StartAsync(options => options with { Limits = options.Limits with { ChildStatusesPerSecond = 10 } });
        var child = await lamp.AddChildAsync();
        await using var gateway = await lamp.ConnectAsync();
        var started = Stopwatch.GetTimestamp();
        await SetOnlineAsync(lamp, gateway, [.. Enumerable.Repeat(child, 30)]);
        // A second's worth at once, then two seconds.
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 1.5, 60);
        Assert.Equal("ONLINE", await StatusAsync(lamp, child));
    }

    [Fact]
    [ShowsTopic("$sub_device_manager")]
    public async Task A_child_that_an_application_adds_or_deletes_is_told_to_its_gateway()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var gateway = await lamp.ConnectAsync();
        var child = await lamp.AddChildAsync();
        var added = await gateway.ReadEventAsync(lamp);
        Assert.Equal((Manager, "add_sub_device_notify", lamp.DeviceId, 1), (added.ServiceId, added.EventType, added.ObjectDeviceId, (int)added.Paras["version"]!));
        Assert.Equal((child, lamp.DeviceId, lamp.ProductId), ((string?)added.Paras["devices"]![0]!["device_id"], (string?)added.Paras["devices"]![0]!["parent_device_id"], (string?)added.Paras["devices"]![0]!["product_id"]));
        var leaf = await lamp.AddChildAsync("leaf", child);
        Assert.Equal(leaf, (string?)(await gateway.ReadEventAsync(lamp)).Paras["devices"]![0]!["device_id"]);
        await lamp.Platform.SendDeleteAsync("devices/" + leaf).DoneAsync();
        var deleted = await gateway.ReadEventAsync(lamp);
        Assert.Equal(("delete_sub_device_notify", $$"""{"devices":[{"parent_device_id":"{{child}}","node_id":"leaf","device_id":"{{leaf}}"}],"version":3}"""), (deleted.EventType, deleted.Paras.ToJsonString()));
    }

    [Theory]
    [InlineData(Manager)]
    [InlineData("sub_device_manager")]
    [ShowsTopic("$sub_device_manager")]
    public async Task A_gateway_asks_for_what_is_newer_than_its_version_and_gets_it_in_tens(string serviceId)
    {
        await using var lamp = await Lamp.StartAsync();
        var children = new List<string>();
        for (var i = 0; i < 23; i++)
            children.Add(await lamp.AddChildAsync($"c{i}"));
        await lamp.Platform.SendDeleteAsync("devices/" + children[0]).DoneAsync();
        await lamp.RestartAsync();
        await using var gateway = await lamp.ConnectAsync();
        await gateway.SendEventAsync(lamp, serviceId, "sub_device_sync_request", """{"version":0}""", eventId: null);
        Assert.Equal([(10, 11), (10, 21), (2, 24)], await ReadAddedAsync(lamp, gateway, 3));
        await gateway.PingAsync();

        await gateway.SendEventAsync(lamp, serviceId, "sub_device_sync_request", """{"version":20}""");
        Assert.Equal([(3, 23)], await ReadAddedAsync(lamp, gateway, 1));
        var deleted = await gateway.ReadEventAsync(lamp);
        Assert.Equal(("delete_sub_device_notify", 24, children[0]), (deleted.EventType, (int)deleted.Paras["version"]!, (string?)deleted.Paras["devices"]![0]!["device_id"]));

        await gateway.SendEventAsync(lamp, serviceId, "sub_device_sync_request", """{"version":"24"}""");
        await gateway.PingAsync();
        // Without a version, and with one that this platform never gave out: everything.
        await gateway.SendEventAsync(lamp, serviceId, "sub_device_sync_request", "{}");
        Assert.Equal(22, (await ReadAddedAsync(lamp, gateway, 3)).Sum(batch => batch.Count));
        await gateway.SendEventAsync(lamp, serviceId, "sub_device_sync_request", """{"version":1000}""");
        Assert.Equal(22, (await ReadAddedAsync(lamp, gateway, 3)).Sum(batch => batch.Count));
    }

    [Fact]
    public async Task What_is_desired_of_a_child_goes_down_when_it_comes_online()
    {
        await using var lamp = await Lamp.StartAsync();
        var child = await lamp.AddChildAsync();
        using (var answer = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Put, $"{lamp.Platform.V5}devices/{child}/shadow", """{"shadow":[{"service_id":"Lamp","desired":{"level":40}}]}"""))
            Assert.True(answer.IsSuccessStatusCode);
        await using var gateway = await lamp.ConnectAsync();
        await gateway.SendEventAsync(lamp, Manager, "sub_device_update_status", $$"""{"device_statuses":[{"device_id":"{{child}}","status":"ONLINE"}]}""");
        var both = new[] { await gateway.ReadPublishAsync(), await gateway.ReadPublishAsync() };
        var set = Assert.Single(both, publish => publish.Topic.Contains("/properties/set/", StringComparison.Ordinal));
        Assert.Equal((child, 40), ((string?)JsonNode.Parse(set.Payload)!["object_device_id"], (int)JsonNode.Parse(set.Payload)!["services"]![0]!["properties"]!["level"]!));
    }

    [Fact]
    [ShowsLimit("ChildrenInRequest")]
    public async Task Fifty_children_fit_into_one_request_and_not_one_more()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var gateway = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        Assert.Equal(ReasonCode.PayloadFormatInvalid, (await gateway.SendEventAckedAsync(lamp, Manager, "add_sub_device_request", AddRequest(lamp, 0, 51))).Reason);
        Assert.Equal(ReasonCode.PayloadFormatInvalid, (await gateway.SendEventAckedAsync(lamp, Manager, "delete_sub_device_request",
            $$"""{"devices":[{{string.Join(',', Enumerable.Repeat("\"x\"", 51))}}]}""")).Reason);
        await gateway.SendEventAsync(lamp, Manager, "add_sub_device_request", AddRequest(lamp, 0, 50));
        Assert.Equal(50, (await gateway.ReadEventAsync(lamp)).Paras["successful_devices"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_thousand_children_are_added_told_online_reported_and_deleted()
    {
        await using var lamp = await Lamp.StartAsync(options => options with { Limits = options.Limits with { MessagesPerSecond = 0, BytesPerSecond = 0 } });
        await using var gateway = await lamp.ConnectAsync();
        var children = Enumerable.Range(0, 1000).Select(i => $"{lamp.ProductId}_n{i}").ToArray();
        for (var from = 0; from < 1000; from += 50)
        {
            await gateway.SendEventAsync(lamp, Manager, "add_sub_device_request", AddRequest(lamp, from, 50));
            Assert.Equal(50, (await gateway.ReadEventAsync(lamp)).Paras["successful_devices"]!.AsArray().Count);
        }
        foreach (var hundred in children.Chunk(100))
        {
            await gateway.SendEventAsync(lamp, Manager, "sub_device_update_status",
                $$"""{"device_statuses":[{{string.Join(',', hundred.Select(child => $$"""{"device_id":"{{child}}","status":"ONLINE"}"""))}}]}""");
            Assert.Equal(100, (await gateway.ReadEventAsync(lamp)).Paras["successful_devices"]!.AsArray().Count);
            var ack = await gateway.PublishAckedAsync($"$oc/devices/{lamp.DeviceId}/sys/gateway/sub_devices/properties/report",
                $$"""{"devices":[{{string.Join(',', hundred.Select(child => $$$"""{"device_id":"{{{child}}}","services":[{"service_id":"Lamp","properties":{"level":{{{child.Length}}}}}]}"""))}}]}""");
            Assert.Equal(ReasonCode.Success, ack.Reason);
        }
        await lamp.RestartAsync();
        foreach (var child in new[] { children[0], children[500], children[999] })
        {
            Assert.Equal("ONLINE", await StatusAsync(lamp, child));
            Assert.Equal(child.Length, (int)(await lamp.Platform.Http.GetJsonAsync($"{lamp.Platform.V5}devices/{child}/shadow"))["shadow"]![0]!["reported"]!["properties"]!["level"]!);
        }
        Assert.Equal(1000, (int)(await lamp.Platform.Http.GetJsonAsync($"{lamp.Platform.V5}devices?gateway_id={lamp.DeviceId}"))["page"]!["count"]!);

        await using var again = await lamp.ConnectAsync();
        await again.SendEventAsync(lamp, Manager, "sub_device_sync_request", "{}");
        Assert.Equal(1000, (await ReadAddedAsync(lamp, again, 100)).Sum(batch => batch.Count));
        foreach (var fifty in children.Chunk(50))
        {
            await again.SendEventAsync(lamp, Manager, "delete_sub_device_request", $$"""{"devices":[{{string.Join(',', fifty.Select(child => $"\"{child}\""))}}]}""");
            Assert.Equal(50, (await again.ReadEventAsync(lamp)).Paras["successful_devices"]!.AsArray().Count);
        }
        Assert.Empty(await ChildrenAsync(lamp));
    }

    static string AddRequest(Lamp lamp, int from, int count) =>
        $$"""{"devices":[{{string.Join(',', Enumerable.Range(from, count).Select(i => $$"""{"node_id":"n{{i}}","product_id":"{{lamp.ProductId}}"}"""))}}]}""";

    static async Task SetOnlineAsync(Lamp lamp, WireClient gateway, params string[] children)
    {
        await gateway.SendEventAsync(lamp, Manager, "sub_device_update_status",
            $$"""{"device_statuses":[{{string.Join(',', children.Select(child => $$"""{"device_id":"{{child}}","status":"ONLINE"}"""))}}]}""");
        Assert.Equal(children.Length, (await gateway.ReadEventAsync(lamp)).Paras["successful_devices"]!.AsArray().Count);
    }

    static async Task<List<(int Count, int Version)>> ReadAddedAsync(Lamp lamp, WireClient gateway, int events)
    {
        var batches = new List<(int, int)>();
        for (var i = 0; i < events; i++)
        {
            var added = await gateway.ReadEventAsync(lamp);
            Assert.Equal("add_sub_device_notify", added.EventType);
            batches.Add((added.Paras["devices"]!.AsArray().Count, (int)added.Paras["version"]!));
        }
        return batches;
    }

    static async Task<string[]> ChildrenAsync(Lamp lamp) =>
        [.. (await lamp.Platform.Http.GetJsonAsync($"{lamp.Platform.V5}devices?gateway_id={lamp.DeviceId}"))["devices"]!.AsArray().Select(child => (string)child!["device_id"]!)];

    static async Task<string> StatusAsync(Lamp lamp, string deviceId) => (string)(await lamp.Platform.Http.GetJsonAsync(lamp.Platform.V5 + "devices/" + deviceId))["status"]!;

    static Task OfflineAsync(Lamp lamp, string deviceId) => Eventually.BecomesTrueAsync(async () => await StatusAsync(lamp, deviceId) == "OFFLINE");

    static IEnumerable<string> Texts(JsonObject paras, string list, string member) => paras[list]!.AsArray().Select(entry => (string)entry![member]!);
}
