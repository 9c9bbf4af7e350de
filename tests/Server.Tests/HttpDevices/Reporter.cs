using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Dukou.Protocol.Iotda;

namespace Dukou.Server.Tests.HttpDevices;

/// <summary>A lamp that reports over HTTP, as a client of the vendor's page does.</summary>
sealed class Reporter : IAsyncDisposable
{
    Reporter(TestPlatform platform, string productId, string deviceId)
    {
        Platform = platform;
        ProductId = productId;
        DeviceId = deviceId;
    }

    public TestPlatform Platform { get; }
    public string ProductId { get; }
    public string DeviceId { get; }

    public static async Task<Reporter> StartAsync(Func<ServerOptions, ServerOptions>? configure = null, string auth = """{"secret":"12345678"}""")
    {
        var platform = await TestPlatform.StartAsync(configure);
        var productId = await platform.AddProductAsync();
        return new(platform, productId, await platform.AddDeviceAsync(productId, auth: auth));
    }

    public Task<HttpResponseMessage> TryAuthenticateAsync(string secret = "12345678", int sign = 0, string? stamp = null, string? deviceId = null)
    {
        stamp ??= SecretStamp.Of(Platform.Clock.GetUtcNow()).ToString();
        return Platform.Anonymous.SendJsonAsync(HttpMethod.Post, "/v5/device-auth", string.Create(CultureInfo.InvariantCulture,
            $$"""{"device_id":"{{deviceId ?? DeviceId}}","sign_type":{{sign}},"timestamp":"{{stamp}}","password":"{{DevicePassword.Compute(secret, stamp)}}"}"""));
    }

    public async Task<string> AuthenticateAsync(string secret = "12345678")
    {
        using var answer = await TryAuthenticateAsync(secret);
        var body = await answer.JsonAsync();
        Assert.Equal(86399, (int)body["expires_in"]!);
        var token = (string)body["access_token"]!;
        Assert.InRange(token.Length, 32, 256);
        return token;
    }

    public async Task<HttpResponseMessage> SendAsync(string? token, string what, string body, string? deviceId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v5/devices/{deviceId ?? DeviceId}/sys/{what}") { Content = new StringContent(body, null, "application/json") };
        if (token is not null)
            request.Headers.Add("access_token", token);
        return await Platform.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task ReportAsync(string token, int level)
    {
        using var answer = await SendAsync(token, "properties/report", Level(level));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    public static string Level(int level) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"services":[{"service_id":"Lamp","properties":{"level":{{level}}},"event_time":"2026-01-02T03:04:00.250Z"}]}""");

    public async Task<int?> LevelAsync() =>
        (int?)(await Platform.GetAsync($"{Platform.V5}devices/{DeviceId}/shadow"))["shadow"]!.AsArray().FirstOrDefault()?["reported"]?["properties"]?["level"];

    public async Task<JsonNode> DeviceAsync() => await Platform.GetAsync($"{Platform.V5}devices/{DeviceId}");

    public ValueTask DisposeAsync() => Platform.DisposeAsync();
}
