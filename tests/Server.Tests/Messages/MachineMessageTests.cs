using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Messages;

/// <summary>Devices that speak to each other as the C SDK does it.</summary>
public sealed class MachineMessageTests
{
    const string Row = "$oc/m2m/to/{target}/from/{source}/request_id={r}";

    [Fact]
    [ShowsTopic(Row)]
    [Provokes("message.handed_on")]
    [Provokes("message.not_handed_on")]
    [Provokes("message.no_target")]
    public async Task A_message_goes_to_the_device_that_its_topic_names_when_it_is_there()
    {
        await using var lamp = await Lamp.StartAsync(On);
        var other = await lamp.Platform.AddDeviceAsync(lamp.ProductId, "other");
        // Nothing of it outlives a restart but that it works.
        await lamp.RestartAsync();
        await using var device = await lamp.ConnectAsync();
        var topic = $"$oc/m2m/to/{other}/from/{lamp.DeviceId}/request_id=9";
        await device.PublishAckedAsync(topic, "early");
        await lamp.TraceAsync("message.not_handed_on");
        await using (var listener = await lamp.Platform.ConnectDeviceAsync(other))
        {
            await device.PublishAckedAsync(topic, """{"request_id":"9","content":"on"}""");
            var heard = await listener.ReadPublishAsync();
            Assert.Equal((topic, """{"request_id":"9","content":"on"}"""), (heard.Topic, heard.Payload));
            Assert.Equal((other, "9"), (await lamp.TraceAsync("message.handed_on")) is var trace ? (trace.DeviceId, trace.RequestId) : default);
            Assert.Equal([ReasonCode.GrantedQoS1], await listener.SubscribeAsync($"$oc/m2m/to/{other}/#", QualityOfService.AtLeastOnce));
            await device.PublishAckedAsync(topic, "again");
            Assert.Equal(QualityOfService.AtLeastOnce, (await listener.ReadPublishAsync()).QoS);
        }
        await device.PublishAckedAsync($"$oc/m2m/to/nobody/from/{lamp.DeviceId}/request_id=9", "hello");
        await lamp.TraceAsync("message.no_target");
    }

    [Fact]
    [Provokes("message.devices_apart")]
    public async Task Nobody_speaks_for_another_or_listens_to_what_is_another_s_and_without_the_option_nobody_speaks()
    {
        await using var lamp = await Lamp.StartAsync(On);
        var other = await lamp.Platform.AddDeviceAsync(lamp.ProductId, "other");
        await using (var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 }))
        {
            Assert.Equal(ReasonCode.NotAuthorized, (await device.PublishAckedAsync($"$oc/m2m/to/{lamp.DeviceId}/from/{other}/request_id=9", "hello")).Reason);
            Assert.Equal([ReasonCode.NotAuthorized], await device.SubscribeAsync($"$oc/m2m/to/{other}/#"));
            Assert.Equal([ReasonCode.NotAuthorized], await device.SubscribeAsync("$oc/m2m/to/#"));
        }
        await lamp.Platform.RestartAsync(options => options.With(limits => limits with { DeviceToDevice = 0 }));
        await using var silent = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        Assert.Equal(ReasonCode.NotAuthorized, (await silent.PublishAckedAsync($"$oc/m2m/to/{other}/from/{lamp.DeviceId}/request_id=9", "hello")).Reason);
        await lamp.TraceAsync("message.devices_apart");
    }

    static ServerOptions On(ServerOptions options) => options.With(limits => limits with { DeviceToDevice = 1 });
}
