using System.Net;
using System.Text.Json.Nodes;
using Dukou.Server.SubDevices;
using Dukou.Server.Tests.Events;
using Dukou.Server.Tests.Messages;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.SubDevices;

public sealed class SubDeviceScanTests : EventServiceCompliance
{
    protected override string ServiceId => "$sub_device_discovery";

    protected override string EventType => "scan_result";

    protected override string Paras => """{"devices":[{"node_id":"valve9"}]}""";

    protected override string? AnswerType => null;

    protected override IReadOnlyList<string> Malformed =>
    [
        "{}", """{"devices":null}""", """{"devices":{}}""", """{"devices":["valve9"]}""",
        $$"""{"devices":[{{string.Join(',', Enumerable.Repeat("{}", SubDeviceScans.DevicesMax + 1))}}]}""",
        $$"""{"devices":[{"name":"{{new string('n', SubDeviceScans.BytesMax)}}"}]}""",
    ];

    [Theory]
    [InlineData("$sub_device_discovery")]
    [InlineData("sub_device_discovery")] // The Java and Python SDKs.
    [Shows("StartSubDeviceScan", "ShowSubDeviceScan", AfterRestart = true)]
    [ShowsTopic("$sub_device_discovery")]
    [Provokes("gateway.scan_result")]
    public async Task A_gateway_looks_for_children_when_it_is_asked_and_tells_what_it_found(string serviceId)
    {
        await using var lamp = await Lamp.StartAsync();
        var path = $"{lamp.Platform.V1}devices/{lamp.DeviceId}/sub-device-scans";
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Get, path).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, path, "{}").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.014016");
        await using (var gateway = await lamp.ConnectAsync())
        {
            using var asked = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, path, """{"protocol":"modbus","channel":"com1","scan_settings":{"from":1}}""");
            var eventId = (string?)(await asked.JsonAsync(HttpStatusCode.Created))["event_id"];
            var start = await gateway.ReadEventAsync(lamp);
            Assert.Equal(("$sub_device_discovery", "start_scan", lamp.DeviceId, eventId), (start.ServiceId, start.EventType, start.ObjectDeviceId, start.EventId));
            Assert.Equal($$$"""{"protocol":"modbus","channel":"com1","parent_device_id":"{{{lamp.DeviceId}}}","scan_settings":{"from":1}}""", start.Paras.ToJsonString());
            await gateway.SendEventAsync(lamp, serviceId, "scan_result", """{"devices":[{"node_id":"valve8"}]}""", eventId);
            await gateway.SendEventAsync(lamp, serviceId, "scan_result", """{"devices":[{"node_id":"valve9","product_id":"p"},{"node_id":"valve10"}]}""", eventId);
            await gateway.PingAsync();
            await lamp.TraceAsync("gateway.scan_result");
        }
        await lamp.RestartAsync();
        var found = await lamp.Platform.Http.GetJsonAsync($"{lamp.Platform.V1}devices/{lamp.DeviceId}/sub-device-scans");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse($$"""{"device_id":"{{lamp.DeviceId}}","devices":[{"node_id":"valve9","product_id":"p"},{"node_id":"valve10"}],"scan_time":"20260102T030405Z"}"""), found), found.ToJsonString());
    }
}
