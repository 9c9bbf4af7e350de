using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Tests.Tls;

namespace Dukou.Server.Tests.Provisioning;

/// <summary>A product line of pumps that share one secret, and pumps that activate as the vendor's SDKs do it.</summary>
sealed class Pumps : IAsyncDisposable
{
    public const string Product = "demo";

    /// <summary>The group secret of the protocol sheet's vectors: the bytes <c>my-group-secret-0001</c>.</summary>
    public const string GroupSecret = "bXktZ3JvdXAtc2VjcmV0LTAwMDE=";

    Pumps(TestPlatform platform, JsonObject group)
    {
        Platform = platform;
        GroupId = (string)group["group_id"]!;
        Scope = (string)group["scope_id"]!;
    }

    public TestPlatform Platform { get; }
    public string GroupId { get; }
    public string Scope { get; }
    public string Path => $"{Platform.V1}registration-groups/{GroupId}";

    /// <param name="more">Further members of the group, such as <c>,"allow_reactivation":true</c>.</param>
    /// <param name="configure">Settings of the platform.</param>
    public static async Task<Pumps> StartAsync(string more = ",\"secure_access\":false", Func<ServerOptions, ServerOptions>? configure = null)
    {
        var platform = await TestPlatform.StartAsync(configure);
        await platform.PostAsync(platform.V5 + "products", $$"""
            {"product_id":"{{Product}}","name":"pump","device_type":"Pump","protocol_type":"MQTT","data_format":"json","service_capabilities":[{
              "service_id":"Pump","service_type":"Pump","properties":[{"property_name":"flow","data_type":"int","method":"R"}]}]}
            """);
        return new(platform, await CreateAsync(platform, more));
    }

    public static async Task<JsonObject> CreateAsync(TestPlatform platform, string more, string product = Product)
    {
        using var answer = await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V1 + "registration-groups",
            $$"""{"group_name":"pumps","product_id":"{{product}}","group_secret":"{{GroupSecret}}"{{more}}}""");
        return await answer.JsonAsync(HttpStatusCode.Created);
    }

    public async Task ChangeAsync(string json)
    {
        using var answer = await Platform.Http.SendJsonAsync(HttpMethod.Put, Path, json);
        await answer.JsonAsync();
    }

    /// <summary>What a pump derives from the group's secret: its own secret in the Java SDK.</summary>
    public static string DerivedSecret(string deviceId) => DevicePassword.TryDeriveSecret(GroupSecret, deviceId, out var secret) ? secret : throw new InvalidOperationException();

    /// <summary>A CONNECT by the group's proof.</summary>
    public WireConnect ByGroup(string deviceId, string? secret = null, int sign = 0, string? stamp = null, string? scope = null)
    {
        stamp ??= SecretStamp.Of(Platform.Clock.GetUtcNow()).ToString();
        return new() { ClientId = $"{deviceId}_0_{scope ?? Scope}_{sign}_{stamp}", Password = Encoding.ASCII.GetBytes(DevicePassword.Compute(secret ?? DerivedSecret(deviceId), stamp)) };
    }

    public async Task<ConnAckPacket> TryConnectAsync(string deviceId, WireConnect connect)
    {
        await using var device = await Platform.ConnectRawAsync();
        return await device.TryConnectDeviceAsync(deviceId, connect);
    }

    /// <summary>The whole way: connect by the group's proof, subscribe, ask, read the answer, hang up.</summary>
    public async Task<JsonObject> ActivateAsync(string deviceId, string payload = "", bool tls = false)
    {
        await using var device = tls ? await Platform.ConnectTlsAsync() : await Platform.ConnectRawAsync();
        await device.ConnectDeviceAsync(deviceId, ByGroup(deviceId));
        await device.SubscribeAsync(Down(deviceId));
        return await AskAsync(device, deviceId, payload);
    }

    public static async Task<JsonObject> AskAsync(WireClient device, string deviceId, string payload = "")
    {
        await device.PublishAsync(Up(deviceId), payload);
        var answer = await device.ReadPublishAsync();
        Assert.Equal(Down(deviceId), answer.Topic);
        return JsonNode.Parse(answer.Payload)!.AsObject();
    }

    /// <summary>Connects with the device's own secret and reports; gone again when the report is durable.</summary>
    public async Task GoOnlineAsync(string deviceId, string secret)
    {
        await using var device = await Platform.ConnectDeviceAsync(deviceId, new() { Secret = secret });
        await device.PublishAckedAsync($"$oc/devices/{deviceId}/sys/properties/report", """{"services":[{"service_id":"Pump","properties":{"flow":3}}]}""");
    }

    public Task<JsonObject> DeviceAsync(string deviceId) => Platform.Http.GetJsonAsync(Platform.V5 + "devices/" + deviceId);

    public static string Up(string deviceId) => $"$oc/devices/{deviceId}/sys/bootstrap/up";

    public static string Down(string deviceId) => $"$oc/devices/{deviceId}/sys/bootstrap/down";

    public ValueTask DisposeAsync() => Platform.DisposeAsync();
}
