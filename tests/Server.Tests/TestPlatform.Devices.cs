using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Dukou.Server.Tests;

// What nearly every test of the device side needs: a product, devices, and their connections.
sealed partial class TestPlatform
{
    /// <summary>A product <c>lamp</c>: service <c>Lamp</c> with <c>level</c> (int 0-100, RWE), <c>name</c> (string, RE) and command <c>SET_LEVEL(level)</c>.</summary>
    public async Task<string> AddProductAsync(string name = "lamp")
    {
        var product = await PostAsync(V5 + "products", $$"""
            {"name":"{{name}}","device_type":"Lamp","protocol_type":"MQTT","data_format":"json","service_capabilities":[{
              "service_id":"Lamp","service_type":"Lamp",
              "properties":[
                {"property_name":"level","data_type":"int","min":"0","max":"100","method":"RWE"},
                {"property_name":"name","data_type":"string","max_length":32,"method":"RE"}],
              "commands":[{"command_name":"SET_LEVEL","paras":[{"para_name":"level","data_type":"int","required":true,"min":"0","max":"100"}],
                "responses":[{"response_name":"SET_LEVEL_RESPONSE","paras":[{"para_name":"done","data_type":"boolean"}]}]}]}]}
            """);
        return product["product_id"]!.GetValue<string>();
    }

    /// <summary>A device of the product with secret <c>12345678</c>.</summary>
    public async Task<string> AddDeviceAsync(string productId, string nodeId = "lamp1", string auth = """{"secret":"12345678"}""")
    {
        var device = await PostAsync(V5 + "devices", $$"""{"node_id":"{{nodeId}}","product_id":"{{productId}}","auth_info":{{auth}}}""");
        return device["device_id"]!.GetValue<string>();
    }

    /// <summary>Posts JSON and returns the JSON answer; fails the test on any status but success.</summary>
    public async Task<JsonNode> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var answer = await Http.PostAsync(path, content, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {text} {string.Join('\n', _logs.Errors)}");
        return JsonNode.Parse(text)!;
    }

    public async Task<JsonNode> GetAsync(string path) => (await Http.GetFromJsonAsync<JsonNode>(path, TestContext.Current.CancellationToken))!;

    /// <summary>A device's raw connection, not yet anything sent.</summary>
    public Task<WireClient> ConnectRawAsync() => WireClient.ConnectAsync(Platform.Listeners.Mqtt!);

    /// <summary>An authenticated device connection: CONNECT sent, CONNACK 0 read.</summary>
    public async Task<WireClient> ConnectDeviceAsync(string deviceId, WireConnect? connect = null)
    {
        var wire = await ConnectRawAsync();
        await wire.ConnectDeviceAsync(deviceId, (connect ?? new WireConnect()) with { At = Clock.GetUtcNow() });
        return wire;
    }
}
