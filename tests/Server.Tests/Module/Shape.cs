using System.Text.Json.Nodes;
using Dukou.Cli.Module;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Module;

/// <summary>
/// One shape of script that people run on modules, on a virtual module against a started platform. Its device is
/// <c>shapes_IMEI</c> with secret 12345678; service <c>Room</c> has <c>n</c> (int) and <c>text</c>, command <c>SET(value)</c>.
/// </summary>
sealed class Shape : IAsyncDisposable
{
    public const string Imei = "868540050954037";

    readonly TemporaryFlash _flash = new();

    Shape(TestPlatform platform) => Platform = platform;

    public TestPlatform Platform { get; }

    public string DeviceId => "shapes_" + Imei;

    public string Flash => _flash.Path;

    public string PacketsFile => Path.Combine(_flash.Root, "packets");

    public static async Task<Shape> StartAsync(Func<ServerOptions, ServerOptions>? configure = null, int devices = 1)
    {
        var platform = await TestPlatform.StartAsync(configure);
        await platform.PostAsync(platform.V5 + "products", """
            {"product_id":"shapes","name":"shapes","device_type":"Room","protocol_type":"MQTT","data_format":"json","service_capabilities":[{
              "service_id":"Room","service_type":"Room",
              "properties":[{"property_name":"n","data_type":"int","min":"0","max":"1000000","method":"RE"},{"property_name":"text","data_type":"string","max_length":64,"method":"RE"}],
              "commands":[{"command_name":"SET","paras":[{"para_name":"value","data_type":"string","max_length":64}],"responses":[]}]}]}
            """);
        for (var i = 0; i < devices; i++)
            await platform.AddDeviceAsync("shapes", (long.Parse(Imei, null) + i).ToString(null, null));
        return new Shape(platform);
    }

    public static byte[] Script(string name) => File.ReadAllBytes(Repository.PathOf("tests", "Server.Tests", "Module", "Shapes", name + ".py"));

    public ModuleSettings Settings(string name, ModuleClock clock = ModuleClock.Real) => new()
    {
        Script = Script(name),
        ScriptName = name + ".py",
        Imei = Imei,
        Server = Platform.Platform.Listeners.Mqtt!.ToString(),
        Clock = clock,
        ClockAt = Platform.Clock.GetUtcNow(),
        Packets = PacketsFile,
        Flash = Flash,
    };

    public Task<ModuleRun> RunAsync(string name, ModuleClock clock = ModuleClock.Real) => ModuleRun.StartAsync(Settings(name, clock));

    /// <summary>A synchronous command; its answer is returned.</summary>
    public Task<JsonNode> CommandAsync(string value) =>
        Platform.PostAsync($"{Platform.V5}devices/{DeviceId}/commands", $$$"""{"service_id":"Room","command_name":"SET","paras":{"value":"{{{value}}}"}}""");

    /// <summary>The values of one property that the platform stored, in the order of receipt, as the traces tell them.</summary>
    public async Task<List<string>> StoredAsync(string property, string? deviceId = null)
    {
        // What a module sent with QoS 0 may still be on its way when the module has gone; behind it comes the end of its connection.
        await Eventually.BecomesTrueAsync(async () => (string?)(await Platform.GetAsync($"{Platform.V5}devices/{deviceId ?? DeviceId}"))["status"] == "OFFLINE");
        var traces = await Platform.TracesAsync("&kind=uplink&device_id=" + (deviceId ?? DeviceId));
        Assert.All(traces.Where(trace => ((string)trace!["topic"]!).EndsWith("/properties/report", StringComparison.Ordinal)),
            trace => Assert.Equal("uplink.stored", (string)trace!["code"]!));
        return [.. traces.Select(trace => JsonNode.Parse((string)trace!["excerpt"]!)?["services"]?[0]?["properties"]?[property]?.ToString()).OfType<string>().Reverse()];
    }

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        _flash.Dispose();
    }

    sealed class TemporaryFlash : IDisposable
    {
        public string Root { get; } = Directory.CreateTempSubdirectory("dukou-shape-").FullName;

        public string Path => System.IO.Path.Combine(Root, "usr");

        public void Dispose() => Directory.Delete(Root, recursive: true);
    }
}
