using System.Net;
using System.Text.Json.Nodes;
using Dukou.ApplicationSdk;
using Dukou.Server.Tests.Cli;

namespace Dukou.Server.Tests.Faults;

/// <summary>The built program on a data folder that outlives it, and what applications ask of it.</summary>
sealed class RunningProgram : IAsyncDisposable
{
    public const string Secret = "12345678";

    readonly CliProcess _process;

    RunningProgram(CliProcess process, JsonNode ready)
    {
        _process = process;
        Mqtt = IPEndPoint.Parse(new Uri((string)ready["mqtt"]!).Authority);
        Client = new ApplicationClient(new Uri((string)ready["api"]!), new AccessKeyCredentials((string)ready["ak"]!, (string)ready["sk"]!, (string)ready["project_id"]!));
    }

    public IPEndPoint Mqtt { get; }

    public ApplicationClient Client { get; }

    public static async Task<RunningProgram> StartAsync(string folder)
    {
        // Nothing but the load decides how fast it goes.
        var (process, ready) = await CliProcess.UpAsync("--data", folder, "--https", "off", "--mqtts", "off", "--profile", "relaxed", "--no-demo");
        return new RunningProgram(process, ready);
    }

    /// <summary>Registers devices of one product, whose service <c>Load</c> has the number <c>n</c>.</summary>
    public async Task AddDevicesAsync(params IEnumerable<string> deviceIds)
    {
        var product = await PostAsync("products", """
            {"name":"load","device_type":"Load","protocol_type":"MQTT","data_format":"json","service_capabilities":[{
              "service_id":"Load","service_type":"Load","properties":[{"property_name":"n","data_type":"int","min":"0","max":"2147483647","method":"R"}]}]}
            """);
        foreach (var deviceId in deviceIds)
            await PostAsync("devices", $$$"""{"device_id":"{{{deviceId}}}","node_id":"{{{deviceId}}}","product_id":"{{{product["product_id"]}}}","auth_info":{"secret":"{{{Secret}}}"}}""");
    }

    public async Task<JsonNode> PostAsync(string path, string json) =>
        (await Client.SendAsync(HttpMethod.Post, "/v5/iot/{project_id}/" + path, JsonNode.Parse(json), TestContext.Current.CancellationToken))!;

    /// <summary>A platform that is behind, as one is right after its start, answers 503 and asks its caller to come again.</summary>
    public async Task<JsonNode> GetAsync(string path)
    {
        JsonNode? answer = null;
        await Eventually.BecomesTrueAsync(async () =>
        {
            try
            {
                answer = await Client.SendAsync(HttpMethod.Get, path, cancellationToken: TestContext.Current.CancellationToken);
                return true;
            }
            catch (IotdaRequestException busy) when (busy.Status == HttpStatusCode.ServiceUnavailable)
            {
                return false;
            }
        });
        return answer!; // Every operation that is asked here answers with a body.
    }

    public Task<JsonNode> ShowAsync(string deviceId, string more = "") => GetAsync($"/v5/iot/{{project_id}}/devices/{deviceId}{more}");

    /// <summary>The device's numbers from <paramref name="first"/> on, in the order of their receipt, as the history has them.</summary>
    public async Task<List<int>> HistoryAsync(string deviceId, int first)
    {
        var numbers = new List<int>();
        for (var marker = ""; marker is not null;)
        {
            var page = await GetAsync($"/v1/{{project_id}}/devices/{deviceId}/history?limit=50{marker}");
            var read = page["reports"]!.AsArray().Select(report => (int)report!["properties"]!["n"]!).ToList();
            numbers.AddRange(read.TakeWhile(number => number >= first));
            marker = (string?)page["page"]!["marker"] is { } next && read.Count > 0 && read[^1] >= first ? "&marker=" + next : null;
        }
        numbers.Reverse();
        return numbers;
    }

    /// <summary>The number that the shadow shows; 0 before the first report.</summary>
    public async Task<int> ShadowAsync(string deviceId) =>
        (await ShowAsync(deviceId, "/shadow"))["shadow"]!.AsArray() is [{ } service] ? (int)service["reported"]!["properties"]!["n"]! : 0;

    public async Task<WireClient> ConnectAsync(string deviceId)
    {
        var wire = await WireClient.ConnectAsync(Mqtt);
        await wire.ConnectDeviceAsync(deviceId, new WireConnect { Secret = Secret, At = TimeProvider.System.GetUtcNow() });
        return wire;
    }

    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }
}
