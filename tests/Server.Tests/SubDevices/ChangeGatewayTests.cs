using System.Net;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Devices;
using Dukou.Server.Tests.Events;
using Dukou.Server.Tests.Messages;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.SubDevices;

public sealed class ChangeGatewayTests
{
    [Fact]
    [Shows("ChangeGateway", AfterRestart = true)]
    public async Task A_child_moves_to_another_gateway_which_speaks_for_it_from_then_on()
    {
        await using var lamp = await Lamp.StartAsync();
        var child = await lamp.AddChildAsync();
        var otherId = await lamp.Platform.AddDeviceAsync(lamp.ProductId, "other");
        // The new gateway connects first: its connection is the older one.
        await using var other = await lamp.Platform.ConnectDeviceAsync(otherId, new() { Version = ProtocolVersion.V500 });
        await using var gateway = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        Assert.Equal(ReasonCode.Success, (await gateway.PublishAckedAsync(Report(lamp.DeviceId), Level(child, 1))).Reason);

        await lamp.Platform.SendPostAsync($"devices/{child}/change-gateway", new() { ["gateway_id"] = otherId }).DoneAsync();
        Assert.Equal("delete_sub_device_notify", (await gateway.ReadEventAsync(lamp)).EventType);
        Assert.Contains(child, (await other.ReadPublishAsync()).Payload, StringComparison.Ordinal);
        Assert.Equal(ReasonCode.PayloadFormatInvalid, (await gateway.PublishAckedAsync(Report(lamp.DeviceId), Level(child, 2))).Reason);
        Assert.Equal(ReasonCode.Success, (await other.PublishAckedAsync(Report(otherId), Level(child, 3))).Reason);

        await lamp.RestartAsync();
        var shown = await lamp.Platform.ShowAsync($"devices/{child}");
        Assert.Equal(otherId, (string?)shown["gateway_id"]);
        Assert.Equal(3, (int)(await lamp.Platform.ShowAsync($"devices/{child}/shadow"))["shadow"]![0]!["reported"]!["properties"]!["level"]!);
        Assert.Equal(["uplink.stored", "uplink.stored"], await lamp.Platform.CodesAsync($"&kind=uplink&device_id={child}"));
    }

    [Fact]
    public async Task What_cannot_move_is_refused()
    {
        await using var lamp = await Lamp.StartAsync();
        var platform = lamp.Platform;
        var child = await lamp.AddChildAsync();
        var otherId = await platform.AddDeviceAsync(lamp.ProductId, "other");
        Task<HttpResponseMessage> Move(string deviceId, string? gatewayId) => platform.SendPostAsync($"devices/{deviceId}/change-gateway", new() { ["gateway_id"] = gatewayId });
        await Move(child, null).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        await Move(child, child).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        await Move(child, lamp.DeviceId).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        await Move(child, "nobody").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
        await Move("nobody", otherId).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
        await Move(otherId, lamp.DeviceId).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");

        var foreign = await platform.AddSpaceAsync("foreign");
        var stranger = await platform.CreateDeviceAsync(await platform.CreateProductAsync(body => body["app_id"] = foreign), "s", body => body["app_id"] = foreign);
        await Move(child, (string)stranger["device_id"]!).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        await platform.CreateDeviceAsync(lamp.ProductId, "leaf", body => body["gateway_id"] = child);
        await Move(child, otherId).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
    }

    static string Report(string gatewayId) => $"$oc/devices/{gatewayId}/sys/gateway/sub_devices/properties/report";

    static string Level(string child, int level) => $$$"""{"devices":[{"device_id":"{{{child}}}","services":[{"service_id":"Lamp","properties":{"level":{{{level}}}}}]}]}""";
}
