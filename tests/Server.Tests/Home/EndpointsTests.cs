namespace Dukou.Server.Tests.Home;

public sealed class EndpointsTests
{
    [Fact]
    [Shows("ShowEndpoints")]
    public async Task Everybody_is_told_the_addresses_that_devices_and_applications_use()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { Advertise = "iot.example:11883" });
        var told = await platform.Anonymous.GetJsonAsync("/v1/endpoints");
        Assert.Equal("mqtt://iot.example:11883", (string?)told["mqtt"]);
        Assert.Equal($"http://iot.example:{platform.Platform.Listeners.Http!.Port}", (string?)told["http"]);
        Assert.Null(told["mqtts"]);
        Assert.Equal("iotda", (string?)told["profile"]);
        Assert.Equal("2026-01-02T03:04:05.000Z", (string?)told["time"]);
    }
}
