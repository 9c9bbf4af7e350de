using System.Net;
using System.Text.Json.Nodes;
using Dukou.Server.Pipeline;

namespace Dukou.Server.Tests.Messages;

/// <summary>A platform with one lamp, and what applications do with it.</summary>
sealed class Lamp : IAsyncDisposable
{
    readonly Queue<TraceEntry> _traces = new();

    Lamp(TestPlatform platform, string productId, string deviceId)
    {
        Platform = platform;
        ProductId = productId;
        DeviceId = deviceId;
    }

    public TestPlatform Platform { get; }
    public string ProductId { get; }
    public string DeviceId { get; }
    public string Path => Platform.V5 + "devices/" + DeviceId;
    public string Down => $"$oc/devices/{DeviceId}/sys/messages/down";
    public string ReportTopic => $"$oc/devices/{DeviceId}/sys/properties/report";

    public static async Task<Lamp> StartAsync(Func<ServerOptions, ServerOptions>? configure = null)
    {
        var platform = await TestPlatform.StartAsync(configure);
        var productId = await platform.AddProductAsync();
        return new(platform, productId, await platform.AddDeviceAsync(productId));
    }

    public Task<WireClient> ConnectAsync(WireConnect? connect = null) => Platform.ConnectDeviceAsync(DeviceId, connect);

    public Task RestartAsync() => Platform.RestartAsync();

    /// <summary>A child of the lamp, or of one of its children.</summary>
    public async Task<string> AddChildAsync(string nodeId = "child1", string? below = null)
    {
        var child = await Platform.PostAsync(Platform.V5 + "devices", $$"""{"node_id":"{{nodeId}}","product_id":"{{ProductId}}","gateway_id":"{{below ?? DeviceId}}"}""");
        return (string)child["device_id"]!;
    }

    /// <summary>Sends a message; the answer's <c>message_id</c> and <c>result</c>.</summary>
    public async Task<JsonObject> SendAsync(string json, string? deviceId = null)
    {
        using var answer = await TrySendAsync(json, deviceId);
        return await answer.JsonAsync(HttpStatusCode.Created);
    }

    public Task<HttpResponseMessage> TrySendAsync(string json, string? deviceId = null) =>
        Platform.Http.SendJsonAsync(HttpMethod.Post, $"{Platform.V5}devices/{deviceId ?? DeviceId}/messages", json);

    public Task<JsonObject> MessageAsync(string messageId) => Platform.Http.GetJsonAsync($"{Path}/messages/{messageId}");

    public async Task<JsonArray> MessagesAsync() => (await Platform.Http.GetJsonAsync($"{Path}/messages"))["messages"]!.AsArray();

    /// <summary>The message once it has that status; what a device does is seen a moment later.</summary>
    public async Task<JsonObject> MessageWhenAsync(string messageId, string status)
    {
        var message = new JsonObject();
        await Eventually.BecomesTrueAsync(async () => (string?)(message = await MessageAsync(messageId))["status"] == status);
        return message;
    }

    /// <summary>The next trace entry with that reason, waiting for it; entries before it are skipped.</summary>
    public async Task<TraceEntry> TraceAsync(string code)
    {
        while (true)
        {
            while (_traces.TryDequeue(out var entry))
                if (entry.Because.Code == code)
                    return entry;
            await Eventually.BecomesTrueAsync(() =>
            {
                foreach (var entry in Platform.TakeTraces())
                    _traces.Enqueue(entry);
                return Task.FromResult(_traces.Count > 0);
            });
        }
    }

    public ValueTask DisposeAsync() => Platform.DisposeAsync();
}
