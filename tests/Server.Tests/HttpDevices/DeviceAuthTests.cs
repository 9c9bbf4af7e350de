using System.Net;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Accounts;
using Dukou.Server.HttpDevices;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Tls;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.HttpDevices;

public sealed class DeviceAuthTests
{
    [Fact]
    [Shows("DeviceAuth", AfterRestart = true)]
    [Provokes("http.token_issued")]
    public async Task A_token_holds_after_a_restart_and_makes_the_device_active_but_not_online()
    {
        await using var lamp = await Reporter.StartAsync();
        var token = await lamp.AuthenticateAsync();
        Assert.DoesNotContain(token, (await lamp.Platform.TraceAsync("http.token_issued")).ToString(), StringComparison.Ordinal);
        await lamp.Platform.RestartAsync();
        await lamp.ReportAsync(token, 5);
        var device = await lamp.DeviceAsync();
        Assert.Equal("OFFLINE", (string?)device["status"]);
        Assert.NotNull(device["active_time"]);
    }

    [Fact]
    public async Task The_first_proof_saves_the_registration_from_its_timeout()
    {
        await using var lamp = await Reporter.StartAsync(auth: """{"secret":"12345678","timeout":60}""");
        var token = await lamp.AuthenticateAsync();
        lamp.Platform.Clock.Advance(TimeSpan.FromMinutes(3));
        await lamp.ReportAsync(token, 5);
    }

    [Fact]
    public async Task A_device_that_is_connected_over_MQTT_stays_online()
    {
        await using var lamp = await Reporter.StartAsync();
        await using var device = await lamp.Platform.ConnectDeviceAsync(lamp.DeviceId);
        await lamp.ReportAsync(await lamp.AuthenticateAsync(), 5);
        Assert.Equal("ONLINE", await lamp.Platform.StatusAsync(lamp.DeviceId));
        // The connection's next report is newer, though it began before.
        await device.PublishAckedAsync(Gateway.Lamp.Report(lamp.DeviceId), Gateway.Lamp.Level);
        Assert.Equal(7, await lamp.LevelAsync());
    }

    [Fact]
    [Provokes("http.token_unknown")]
    public async Task A_new_token_ends_the_former_after_30_seconds() // D:7002
    {
        await using var lamp = await Reporter.StartAsync();
        var former = await lamp.AuthenticateAsync();
        var token = await lamp.AuthenticateAsync();
        lamp.Platform.Clock.Advance(TimeSpan.FromSeconds(29));
        await lamp.ReportAsync(former, 1);
        lamp.Platform.Clock.Advance(TimeSpan.FromSeconds(1));
        await lamp.SendAsync(former, "properties/report", Reporter.Level(2)).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000004");
        await lamp.ReportAsync(token, 3);
        var third = await lamp.AuthenticateAsync();
        await lamp.SendAsync(former, "properties/report", Reporter.Level(4)).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000004");
        await lamp.Platform.TraceAsync("http.token_unknown");
        await lamp.ReportAsync(third, 5);
        Assert.Equal(5, await lamp.LevelAsync());
    }

    [Fact]
    [Provokes("http.token_expired")]
    public async Task A_token_expires_after_a_day()
    {
        await using var lamp = await Reporter.StartAsync();
        var token = await lamp.AuthenticateAsync();
        lamp.Platform.Clock.Advance(HttpTokenStore.Lifetime - TimeSpan.FromSeconds(1));
        await lamp.ReportAsync(token, 1);
        lamp.Platform.Clock.Advance(TimeSpan.FromSeconds(1));
        await lamp.SendAsync(token, "properties/report", Reporter.Level(2)).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000004");
        await lamp.Platform.TraceAsync("http.token_expired");
    }

    [Fact]
    [Provokes("http.token_ended")]
    [Provokes("http.token_missing")]
    public async Task A_token_ends_with_the_secret_and_with_the_device()
    {
        await using var lamp = await Reporter.StartAsync();
        var token = await lamp.AuthenticateAsync();
        await lamp.SendAsync(null, "properties/report", Reporter.Level(2)).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000004");
        await lamp.Platform.TraceAsync("http.token_missing");
        using (var reset = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, $"{lamp.Platform.V5}devices/{lamp.DeviceId}/action?action_id=resetSecret", """{"secret":"another-one"}"""))
            Assert.Equal(HttpStatusCode.OK, reset.StatusCode);
        await lamp.SendAsync(token, "properties/report", Reporter.Level(2)).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000004");
        await lamp.Platform.TraceAsync("http.token_ended");
        token = await lamp.AuthenticateAsync("another-one");
        using (var deleted = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Delete, $"{lamp.Platform.V5}devices/{lamp.DeviceId}"))
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await lamp.SendAsync(token, "properties/report", Reporter.Level(2)).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000004");
        await lamp.Platform.AddDeviceAsync(lamp.ProductId);
        await lamp.SendAsync(token, "properties/report", Reporter.Level(2)).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000004");
    }

    [Fact]
    public async Task A_wrong_proof_is_refused_for_the_same_reasons_as_over_MQTT()
    {
        await using var lamp = await Reporter.StartAsync();
        await lamp.TryAuthenticateAsync("87654321").RefusedAsync(HttpStatusCode.Unauthorized, "IOTDA.000002");
        Assert.False((await lamp.Platform.TraceAsync("connect.wrong_password")).Authenticated);
        Assert.Contains("UTC+8", await lamp.TryAuthenticateAsync(sign: 1, stamp: "2026010211").RefusedAsync(HttpStatusCode.Unauthorized, "IOTDA.000002"), StringComparison.Ordinal);
        await lamp.TryAuthenticateAsync(deviceId: "nobody").RefusedAsync(HttpStatusCode.Unauthorized, "IOTDA.000002");
        await lamp.TryAuthenticateAsync(stamp: "20260102").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        await lamp.TryAuthenticateAsync(sign: 7).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        await lamp.Platform.Anonymous.SendJsonAsync(HttpMethod.Post, "/v5/device-auth", "{").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000008");
    }

    [Fact]
    [Provokes("http.too_many_proofs")]
    public async Task The_sixth_wrong_proof_has_to_wait_and_so_has_the_right_one()
    {
        await using var lamp = await Reporter.StartAsync();
        var other = await lamp.Platform.AddDeviceAsync(lamp.ProductId, "other");
        for (var i = 0; i < SignInLimiter.FailuresMax; i++)
            await lamp.TryAuthenticateAsync("87654321").RefusedAsync(HttpStatusCode.Unauthorized, "IOTDA.000002");
        Assert.Contains("300 s", await lamp.TryAuthenticateAsync().RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.021101"), StringComparison.Ordinal);
        await lamp.Platform.TraceAsync("http.too_many_proofs");
        using (var answer = await lamp.TryAuthenticateAsync(deviceId: other))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        lamp.Platform.Clock.Advance(SignInLimiter.Window);
        await lamp.AuthenticateAsync();
    }

    [Fact]
    public async Task A_frozen_device_gets_no_token_and_its_token_opens_nothing()
    {
        await using var lamp = await Reporter.StartAsync();
        var token = await lamp.AuthenticateAsync();
        using (var frozen = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, $"{lamp.Platform.V5}devices/{lamp.DeviceId}/freeze"))
            Assert.True(frozen.IsSuccessStatusCode);
        await lamp.TryAuthenticateAsync().RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
        await lamp.SendAsync(token, "properties/report", Reporter.Level(2)).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
    }

    [Fact]
    public async Task A_device_with_secure_access_needs_HTTPS()
    {
        await using var lamp = await Reporter.StartAsync(Secure.WithTls, """{"secret":"12345678","secure_access":true}""");
        await lamp.TryAuthenticateAsync().RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
        Assert.Equal(ReasonCode.NotAuthorized, (await TryPlainAsync(lamp)).Reason);
        using var https = new HttpClient(new SocketsHttpHandler { SslOptions = Secure.Trusting(lamp.Platform.Platform.AuthorityFile, "localhost") })
        {
            BaseAddress = new Uri($"https://localhost:{lamp.Platform.Platform.Listeners.Https!.Port}"),
        };
        var stamp = Protocol.Iotda.SecretStamp.Of(lamp.Platform.Clock.GetUtcNow()).ToString();
        using var answer = await https.SendJsonAsync(HttpMethod.Post, "/v5/device-auth",
            $$"""{"device_id":"{{lamp.DeviceId}}","sign_type":1,"timestamp":"{{stamp}}","password":"{{Protocol.Iotda.DevicePassword.Compute("12345678", stamp)}}"}""");
        var token = (string)(await answer.JsonAsync())["access_token"]!;
        await lamp.SendAsync(token, "properties/report", Reporter.Level(2)).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
    }

    static async Task<Protocol.Mqtt.Packets.ConnAckPacket> TryPlainAsync(Reporter lamp)
    {
        await using var plain = await lamp.Platform.ConnectRawAsync();
        return await plain.TryConnectDeviceAsync(lamp.DeviceId, new WireConnect { At = lamp.Platform.Clock.GetUtcNow(), Version = ProtocolVersion.V500 });
    }
}
