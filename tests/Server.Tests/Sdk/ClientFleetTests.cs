using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Events;
using Dukou.Server.Tests.Messages;

namespace Dukou.Server.Tests.Sdk;

/// <summary>Operations over many devices at once.</summary>
public sealed class ClientFleetTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Devices_are_found_and_counted_by_a_query()
    {
        await using var platform = await TestPlatform.StartAsync();
        var product = await platform.AddProductAsync();
        for (var i = 0; i < 3; i++)
            await platform.AddDeviceAsync(product, $"lamp{i}");
        var found = await platform.Client.SearchDevicesAsync(new() { Sql = "select * from device where node_id in ('lamp0','lamp2')" }, Cancelled);
        Assert.Equal([$"{product}_lamp2", $"{product}_lamp0"], found.Devices!.Select(device => device.DeviceId));
        Assert.Equal(3, (await platform.Client.SearchDevicesAsync(new() { Sql = "select count(*) from device" }, Cancelled)).Count);
    }

    [Fact]
    public async Task A_broadcast_is_heard_by_who_listens()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        await device.SubscribeAsync("$oc/broadcast/alarm");
        var sent = await lamp.Platform.Client.BroadcastMessageAsync(new() { TopicFullName = "$oc/broadcast/alarm", Message = Convert.ToBase64String("着火了"u8) }, Cancelled);
        Assert.NotNull(sent.MessageId);
        var heard = await device.ReadPublishAsync();
        Assert.Equal(("$oc/broadcast/alarm", "着火了"), (heard.Topic, heard.Payload));
    }

    [Fact]
    public async Task A_child_moves_to_the_gateway_that_it_is_given()
    {
        await using var lamp = await Lamp.StartAsync();
        var client = lamp.Platform.Client;
        var child = await lamp.AddChildAsync();
        var otherId = await lamp.Platform.AddDeviceAsync(lamp.ProductId, "other");
        await using var gateway = await lamp.ConnectAsync();
        await client.ChangeGatewayAsync(child, new() { GatewayId = otherId }, Cancelled);
        Assert.Equal("delete_sub_device_notify", (await gateway.ReadEventAsync(lamp)).EventType);
        Assert.Equal(otherId, (await client.ShowDeviceAsync(child, Cancelled)).GatewayId);
        await using var other = await lamp.Platform.ConnectDeviceAsync(otherId, new() { Version = ProtocolVersion.V500 });
        var report = $$$"""{"devices":[{"device_id":"{{{child}}}","services":[{"service_id":"Lamp","properties":{"level":3}}]}]}""";
        Assert.Equal(ReasonCode.Success, (await other.PublishAckedAsync($"$oc/devices/{otherId}/sys/gateway/sub_devices/properties/report", report)).Reason);
        Assert.Equal(3, (int?)(await client.ShowDeviceShadowAsync(child, Cancelled)).Shadow!.Single().Reported!.Properties!["level"]);
    }
}
