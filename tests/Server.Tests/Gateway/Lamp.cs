using System.Text.Json.Nodes;

namespace Dukou.Server.Tests.Gateway;

/// <summary>One platform with one lamp, and the lamp's words.</summary>
static class Lamp
{
    public const string Level = """{"services":[{"service_id":"Lamp","properties":{"level":7}}]}""";

    public static async Task<(TestPlatform Platform, string DeviceId)> StartAsync(Func<ServerOptions, ServerOptions>? configure = null, string auth = """{"secret":"12345678"}""")
    {
        var platform = await TestPlatform.StartAsync(configure);
        return (platform, await platform.AddDeviceAsync(await platform.AddProductAsync(), auth: auth));
    }

    public static ServerOptions With(this ServerOptions options, Func<LimitOptions, LimitOptions> change) => options with { Limits = change(options.Limits) };

    public static string Report(string deviceId) => $"$oc/devices/{deviceId}/sys/properties/report";

    public static string MessageUp(string deviceId) => $"$oc/devices/{deviceId}/sys/messages/up";

    /// <summary>Sends a command over REST; the answer comes with the device's.</summary>
    public static Task<JsonNode> CommandAsync(this TestPlatform platform, string deviceId) =>
        platform.PostAsync(platform.V5 + $"devices/{deviceId}/commands", """{"service_id":"Lamp","command_name":"SET_LEVEL","paras":{"level":3}}""");

    public static Task AnswerAsync(this WireClient device, WirePublish command) => device.PublishAsync(
        command.Topic.Replace("commands/", "commands/response/", StringComparison.Ordinal), """{"result_code":0}""").AsTask();

    public static async Task<string> StatusAsync(this TestPlatform platform, string deviceId) =>
        (await platform.GetAsync(platform.V5 + "devices/" + deviceId))["status"]!.GetValue<string>();

    /// <summary>Waits until the device is there.</summary>
    public static async Task ConnectedAsync(this TestPlatform platform, string deviceId)
    {
        for (var i = 0; i < 500 && await platform.StatusAsync(deviceId) != "ONLINE"; i++)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.Equal("ONLINE", await platform.StatusAsync(deviceId));
    }

    /// <summary>Waits until the platform has noticed that the device is gone.</summary>
    public static Task OfflineAsync(this TestPlatform platform, string deviceId) =>
        Eventually.BecomesTrueAsync(async () => await platform.StatusAsync(deviceId) != "ONLINE");
}
