using System.Net;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Tls;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Provisioning;

/// <summary>一型一密 on the wire: one secret for a product line, one secret for each device afterwards.</summary>
public sealed class ActivationTests
{
    [Fact]
    [ShowsTopic("sys/bootstrap/up", "sys/bootstrap/down")]
    [Shows("CreateRegistrationGroup", AfterRestart = true)]
    [Provokes("bootstrap.registered")]
    public async Task A_pump_activates_and_connects_with_the_secret_that_it_is_told() // C and Go SDK
    {
        await using var pumps = await Pumps.StartAsync();
        var answer = await pumps.ActivateAsync("demo_pump-01");
        Assert.Equal(pumps.Platform.Platform.Listeners.Mqtt!.ToString(), (string?)answer["address"]);
        var secret = (string)answer["deviceSecret"]!;
        Assert.DoesNotContain(secret, (await pumps.Platform.TraceAsync("bootstrap.registered")).ToString(), StringComparison.Ordinal);
        Assert.Equal("INACTIVE", (string?)(await pumps.DeviceAsync("demo_pump-01"))["status"]);
        await pumps.Platform.RestartAsync();
        await pumps.GoOnlineAsync("demo_pump-01", secret);
        var device = await pumps.DeviceAsync("demo_pump-01");
        Assert.Equal((Pumps.Product, "pump-01", "GATEWAY"), ((string?)device["product_id"], (string?)device["node_id"], (string?)device["node_type"]));
        Assert.NotNull(device["active_time"]);
    }

    [Fact]
    public async Task A_pump_that_keeps_its_derived_secret_connects_with_that() // Java SDK
    {
        await using var pumps = await Pumps.StartAsync();
        await pumps.ActivateAsync("pump-02");
        await pumps.Platform.RestartAsync();
        await pumps.GoOnlineAsync("pump-02", Pumps.DerivedSecret("pump-02"));
        Assert.Equal("pump-02", (string?)(await pumps.DeviceAsync("pump-02"))["node_id"]);
    }

    [Fact]
    public async Task The_vectors_of_the_protocol_sheet_activate_a_device() // device-protocol 1.4
    {
        await using var pumps = await Pumps.StartAsync();
        await using var device = await pumps.Platform.ConnectRawAsync();
        await device.ConnectDeviceAsync("demo_device_01", new()
        {
            ClientId = $"demo_device_01_0_{pumps.Scope}_0_2025041401",
            Password = "655d847e328fb8126a76ee79cf6330732bf33f323a026f9de68f26b5cc05ba43"u8.ToArray(),
        });
        Assert.NotNull((await Pumps.AskAsync(device, "demo_device_01"))["deviceSecret"]);
        await pumps.GoOnlineAsync("demo_device_01", "b623d95f2ea2a466c0457efd89caae8ad5726d5754c8f32fb4668f3f4cd74052");
    }

    [Fact]
    public async Task Over_TLS_the_address_is_that_of_MQTTS_and_the_device_stays_bound_to_it()
    {
        await using var pumps = await Pumps.StartAsync("", Secure.WithTls);
        var answer = await pumps.ActivateAsync("demo_pump-01", tls: true);
        Assert.Equal(pumps.Platform.Platform.Listeners.Mqtts!.ToString(), (string?)answer["address"]);
        await using (var plain = await pumps.Platform.ConnectRawAsync())
            Assert.Equal(ReasonCode.NotAuthorized, (await plain.TryConnectDeviceAsync("demo_pump-01", new() { Secret = (string)answer["deviceSecret"]!, At = pumps.Platform.Clock.GetUtcNow() })).Reason);
        await using var secure = await pumps.Platform.ConnectTlsAsync();
        await secure.ConnectDeviceAsync("demo_pump-01", new() { Secret = (string)answer["deviceSecret"]!, At = pumps.Platform.Clock.GetUtcNow() });
    }

    [Fact]
    public async Task The_address_is_the_advertised_one_and_the_group_s_text_comes_with_it()
    {
        await using var pumps = await Pumps.StartAsync(""","secure_access":false,"init_config":"{\"site\":\"A\"}" """, options => options with { Advertise = "iot.example.org:11883" });
        var answer = await pumps.ActivateAsync("pump-01", """{"baseStrategyKeyword":"north"}""");
        Assert.Equal("iot.example.org:11883", (string?)answer["address"]);
        Assert.Equal("""{"site":"A"}""", (string?)answer["initConfig"]);
    }

    [Fact]
    [Provokes("bootstrap.activated")]
    public async Task Until_it_has_been_online_a_pump_may_ask_again_and_hears_the_same_secret()
    {
        await using var pumps = await Pumps.StartAsync();
        var first = await pumps.ActivateAsync("pump-01");
        Assert.Equal((string?)first["deviceSecret"], (string?)(await pumps.ActivateAsync("pump-01"))["deviceSecret"]);
        await pumps.Platform.TraceAsync("bootstrap.activated");
    }

    [Fact]
    public async Task A_device_that_was_registered_before_keeps_its_secret()
    {
        await using var pumps = await Pumps.StartAsync();
        await pumps.Platform.AddDeviceAsync(Pumps.Product, "pump-07", """{"secret":"own-secret-7"}""");
        Assert.Equal("own-secret-7", (string?)(await pumps.ActivateAsync("demo_pump-07"))["deviceSecret"]);
        await pumps.GoOnlineAsync("demo_pump-07", Pumps.DerivedSecret("demo_pump-07"));
    }

    [Fact]
    [Provokes("bootstrap.active_already")]
    public async Task A_second_activation_of_an_active_device_is_refused()
    {
        await using var pumps = await Pumps.StartAsync();
        var secret = (string)(await pumps.ActivateAsync("pump-01"))["deviceSecret"]!;
        await pumps.GoOnlineAsync("pump-01", secret);
        await pumps.Platform.RestartAsync();
        var refused = await pumps.ActivateAsync("pump-01");
        Assert.Equal("100414", (string?)refused["errorCode"]);
        Assert.Contains("allow_reactivation", (string?)refused["errorMsg"], StringComparison.Ordinal);
        Assert.Null(refused["deviceSecret"]);
        await pumps.Platform.TraceAsync("bootstrap.active_already");
        await pumps.GoOnlineAsync("pump-01", secret);
    }

    [Fact]
    [Shows("UpdateRegistrationGroup", AfterRestart = true)]
    [Provokes("bootstrap.reactivated")]
    public async Task A_second_activation_that_the_group_allows_gives_a_new_secret()
    {
        await using var pumps = await Pumps.StartAsync();
        var former = (string)(await pumps.ActivateAsync("pump-01"))["deviceSecret"]!;
        await pumps.GoOnlineAsync("pump-01", former);
        await pumps.ChangeAsync("""{"allow_reactivation":true}""");
        await pumps.Platform.RestartAsync();
        var secret = (string)(await pumps.ActivateAsync("pump-01"))["deviceSecret"]!;
        Assert.NotEqual(former, secret);
        await pumps.Platform.TraceAsync("bootstrap.reactivated");
        Assert.Equal(ReasonCode.BadUserNameOrPassword, (await pumps.TryConnectAsync("pump-01", new() { Secret = former, At = pumps.Platform.Clock.GetUtcNow() })).Reason);
        await pumps.GoOnlineAsync("pump-01", secret);
    }

    [Fact]
    public async Task The_answer_comes_without_a_subscription_and_once_with_one() // Java SDK 1.2.2, issue 127
    {
        await using var pumps = await Pumps.StartAsync();
        await using var device = await pumps.Platform.ConnectRawAsync();
        await device.ConnectDeviceAsync("pump-01", pumps.ByGroup("pump-01"));
        Assert.NotNull((await Pumps.AskAsync(device, "pump-01"))["deviceSecret"]);
        await device.SubscribeAsync(Pumps.Down("pump-01"));
        Assert.NotNull((await Pumps.AskAsync(device, "pump-01"))["deviceSecret"]);
        await device.PingAsync();
    }

    [Fact]
    [Provokes("bootstrap.answered")]
    public async Task A_device_with_a_secret_of_its_own_is_told_its_address()
    {
        await using var pumps = await Pumps.StartAsync();
        var deviceId = await pumps.Platform.AddDeviceAsync(Pumps.Product, "pump-01");
        await using var device = await pumps.Platform.ConnectDeviceAsync(deviceId);
        var answer = await Pumps.AskAsync(device, deviceId);
        Assert.Equal(pumps.Platform.Platform.Listeners.Mqtt!.ToString(), (string?)answer["address"]);
        Assert.Null(answer["deviceSecret"]);
        await pumps.Platform.TraceAsync("bootstrap.answered");
    }

    [Fact]
    [Provokes("uplink.bootstrap_only")]
    public async Task The_group_s_secret_opens_the_bootstrap_topics_and_nothing_else()
    {
        await using var pumps = await Pumps.StartAsync();
        var deviceId = await pumps.Platform.AddDeviceAsync(Pumps.Product, "pump-01");
        await using var own = await pumps.Platform.ConnectDeviceAsync(deviceId);
        await using var other = await pumps.Platform.ConnectRawAsync();
        await other.ConnectDeviceAsync(deviceId, pumps.ByGroup(deviceId) with { Version = ProtocolVersion.V500 });
        foreach (var topic in new[] { $"$oc/devices/{deviceId}/sys/properties/report", $"$oc/devices/{deviceId}/sys/messages/up", "anything" })
            Assert.Equal(ReasonCode.NotAuthorized, (await other.PublishAckedAsync(topic, "{}")).Reason);
        Assert.Equal(ReasonCode.NotAuthorized, (await other.PublishAckedAsync(Pumps.Up("demo_pump-02"), "")).Reason);
        foreach (var filter in new[] { "#", $"$oc/devices/{deviceId}/sys/commands/#", "$oc/broadcast/all", $"$oc/devices/{deviceId}/sys/bootstrap/+" })
            Assert.Equal([ReasonCode.NotAuthorized], await other.SubscribeAsync(filter));
        await pumps.Platform.TraceAsync("uplink.bootstrap_only");
        // The device's own link was neither taken over nor does the other hear what is meant for it.
        await pumps.Platform.PostAsync($"{pumps.Platform.V5}devices/{deviceId}/messages", """{"message":"hello"}""");
        Assert.Contains("hello", (await own.ReadPublishAsync()).Payload, StringComparison.Ordinal);
        await other.PingAsync();
        await other.DisposeAsync();
        Assert.Equal("ONLINE", await pumps.Platform.StatusAsync(deviceId));
    }

    [Fact]
    public async Task In_profile_relaxed_the_device_s_own_session_is_left_alone()
    {
        await using var pumps = await Pumps.StartAsync(configure: options => options with { Profile = CompatibilityProfile.Relaxed });
        var deviceId = await pumps.Platform.AddDeviceAsync(Pumps.Product, "pump-01");
        var persistent = new WireConnect { Version = ProtocolVersion.V500, Change = connect => connect with { CleanStart = false, SessionExpiryInterval = 3600 } };
        await using (var own = await pumps.Platform.ConnectDeviceAsync(deviceId, persistent))
            Assert.Equal([ReasonCode.GrantedQoS1], await own.SubscribeAsync("news", QualityOfService.AtLeastOnce));
        await pumps.Platform.OfflineAsync(deviceId);
        await using (var other = await pumps.Platform.ConnectRawAsync())
        {
            await other.ConnectDeviceAsync(deviceId, pumps.ByGroup(deviceId) with { Version = ProtocolVersion.V500 });
            Assert.NotNull((await Pumps.AskAsync(other, deviceId))["errorCode"]);
            Assert.Equal([ReasonCode.NotAuthorized], await other.SubscribeAsync("news"));
        }
        await using var again = await pumps.Platform.ConnectRawAsync();
        Assert.True((await again.TryConnectDeviceAsync(deviceId, persistent with { At = pumps.Platform.Clock.GetUtcNow() })).SessionPresent);
    }

    [Fact]
    public async Task A_payload_that_is_no_JSON_is_refused()
    {
        await using var pumps = await Pumps.StartAsync();
        await using var device = await pumps.Platform.ConnectRawAsync();
        await device.ConnectDeviceAsync("pump-01", pumps.ByGroup("pump-01") with { Version = ProtocolVersion.V500 });
        Assert.Equal(ReasonCode.PayloadFormatInvalid, (await device.PublishAckedAsync(Pumps.Up("pump-01"), "north")).Reason);
        using var shown = await pumps.Platform.Http.SendJsonAsync(HttpMethod.Get, pumps.Platform.V5 + "devices/pump-01");
        Assert.Equal(HttpStatusCode.NotFound, shown.StatusCode);
    }
}
