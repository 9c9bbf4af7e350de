using Dukou.Protocol.Mqtt;

namespace Dukou.Server.Tests.Gateway;

public sealed class ConnectTests
{
    [Fact]
    public async Task A_registered_device_connects_and_is_online()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        Assert.Equal("ONLINE", (await platform.GetAsync(platform.V5 + "devices/" + deviceId))["status"]!.GetValue<string>());
    }

    [Fact]
    [ShowsTopic("sys/properties/report")]
    public async Task A_report_at_QoS_1_is_acknowledged()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        var ack = await device.PublishAckedAsync($"$oc/devices/{deviceId}/sys/properties/report", """{"services":[{"service_id":"Lamp","properties":{"level":7}}]}""");
        Assert.Equal(ReasonCode.Success, ack.Reason);
    }

    [Fact]
    [Shows("CreateCommand")]
    [ShowsTopic("sys/commands/request_id={r}", "sys/commands/response/request_id={r}")]
    public async Task A_command_goes_down_and_its_answer_comes_back()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        var answer = platform.PostAsync(platform.V5 + $"devices/{deviceId}/commands", """{"service_id":"Lamp","command_name":"SET_LEVEL","paras":{"level":3}}""");
        var command = await device.ReadPublishAsync();
        Assert.StartsWith($"$oc/devices/{deviceId}/sys/commands/request_id=", command.Topic, StringComparison.Ordinal);
        await device.PublishAsync(command.Topic.Replace("commands/", "commands/response/", StringComparison.Ordinal), """{"result_code":0}""");
        Assert.Equal(0, (await answer)["response"]!["result_code"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_platform_on_the_runtime_s_sockets_as_on_other_systems_serves_devices_the_same()
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options with { UsesRuntimeSockets = true });
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync(Lamp.Report(deviceId), Lamp.Level)).Reason);
        await device.PingAsync();
    }
}
