using System.Text;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Provisioning;

/// <summary>Every way in which an activation is refused, and what the device and its maker are told.</summary>
public sealed class ActivationRefusalTests
{
    [Fact]
    [Provokes("connect.unknown_scope")]
    public async Task A_scope_that_no_group_has_is_named()
    {
        await using var pumps = await Pumps.StartAsync();
        await RefusedAsync(pumps, pumps.ByGroup("pump-01", scope: "0123456789ab"), ReasonCode.BadUserNameOrPassword, "connect.unknown_scope");
    }

    [Fact]
    [Provokes("connect.group_disabled")]
    public async Task A_group_that_is_switched_off_activates_nobody()
    {
        await using var pumps = await Pumps.StartAsync();
        await pumps.ChangeAsync("""{"enabled":false}""");
        await RefusedAsync(pumps, pumps.ByGroup("pump-01"), ReasonCode.NotAuthorized, "connect.group_disabled");
    }

    [Fact]
    [Provokes("bootstrap.failed")]
    public async Task A_group_that_is_switched_off_while_the_device_is_connected_activates_nobody_either()
    {
        await using var pumps = await Pumps.StartAsync();
        await using var device = await pumps.Platform.ConnectRawAsync();
        await device.ConnectDeviceAsync("pump-01", pumps.ByGroup("pump-01"));
        await pumps.ChangeAsync("""{"enabled":false}""");
        Assert.Equal("100414", (string?)(await Pumps.AskAsync(device, "pump-01"))["errorCode"]);
        await pumps.Platform.TraceAsync("bootstrap.failed");
    }

    [Fact]
    public async Task As_many_devices_register_themselves_as_the_group_allows()
    {
        await using var pumps = await Pumps.StartAsync(",\"secure_access\":false,\"device_max\":1");
        Assert.Null((await pumps.ActivateAsync("pump-01"))["errorCode"]);
        // Asked again: it is registered.
        Assert.Null((await pumps.ActivateAsync("pump-01"))["errorCode"]);
        Assert.Contains("1 devices have registered", (string?)(await pumps.ActivateAsync("pump-02"))["errorMsg"], StringComparison.Ordinal);
        await pumps.Platform.RestartAsync();
        Assert.Contains("1 devices have registered", (string?)(await pumps.ActivateAsync("pump-02"))["errorMsg"], StringComparison.Ordinal);
        // Who was registered by the application claims that.
        await pumps.Platform.PostAsync(pumps.Platform.V5 + "devices", $$"""{"node_id":"03","product_id":"{{Pumps.Product}}","device_id":"pump-03"}""");
        Assert.Null((await pumps.ActivateAsync("pump-03"))["errorCode"]);
        await pumps.ChangeAsync("""{"device_max":2}""");
        Assert.Null((await pumps.ActivateAsync("pump-02"))["errorCode"]);
        Assert.Equal((2, 2), await CountsAsync(pumps));

        static async Task<(int, int)> CountsAsync(Pumps pumps)
        {
            var group = await pumps.Platform.Http.GetJsonAsync(pumps.Path);
            return ((int)group["device_max"]!, (int)group["registered"]!);
        }
    }

    [Fact]
    [Provokes("connect.group_needs_tls")]
    public async Task Without_TLS_nobody_activates_unless_the_group_allows_it()
    {
        await using var pumps = await Pumps.StartAsync("");
        await RefusedAsync(pumps, pumps.ByGroup("pump-01"), ReasonCode.NotAuthorized, "connect.group_needs_tls");
    }

    [Fact]
    [Provokes("connect.group_password_wrong")]
    [Provokes("connect.group_secret_not_derived")]
    [Provokes("connect.group_secret_not_decoded")]
    public async Task A_wrong_password_is_explained_by_what_it_was_made_of()
    {
        await using var pumps = await Pumps.StartAsync();
        DevicePassword.TryDeriveSecret(Convert.ToBase64String(Encoding.UTF8.GetBytes(Pumps.GroupSecret)), "pump-01", out var ofText);
        foreach (var (secret, code) in new[]
        {
            ("12345678", "connect.group_password_wrong"),
            (Pumps.DerivedSecret("pump-02"), "connect.group_password_wrong"),
            (Pumps.GroupSecret, "connect.group_secret_not_derived"),
            (ofText, "connect.group_secret_not_decoded"),
        })
            await RefusedAsync(pumps, pumps.ByGroup("pump-01", secret), ReasonCode.BadUserNameOrPassword, code);
        await RefusedAsync(pumps, pumps.ByGroup("pump-01") with { Password = [] }, ReasonCode.BadUserNameOrPassword, "connect.password_missing");
    }

    [Theory]
    [InlineData(1, "2026010203", null)]
    [InlineData(1, "2026010211", "connect.stamp_is_local_time")]
    [InlineData(1, "2025010203", "connect.stamp_is_wrong")]
    [InlineData(0, "2025010203", null)]
    public async Task The_hour_is_checked_as_for_every_device(int sign, string stamp, string? code)
    {
        await using var pumps = await Pumps.StartAsync();
        var connect = pumps.ByGroup("pump-01", sign: sign, stamp: stamp);
        if (code is null)
            Assert.Equal(ReasonCode.Success, (await pumps.TryConnectAsync("pump-01", connect)).Reason);
        else
            await RefusedAsync(pumps, connect, ReasonCode.BadUserNameOrPassword, code);
    }

    [Theory]
    [InlineData("other_pump-01")]
    [InlineData("demo_")]
    [InlineData("aa:bb")]
    [InlineData("demo_12345678901234567890123456789012345678901234567890123456789012345")]
    [Provokes("connect.group_device_id")]
    public async Task An_id_that_the_group_can_not_have_is_refused(string deviceId)
    {
        await using var pumps = await Pumps.StartAsync();
        await RefusedAsync(pumps, pumps.ByGroup(deviceId), ReasonCode.NotAuthorized, "connect.group_device_id", deviceId);
    }

    [Fact]
    public async Task The_user_name_must_be_the_device_id()
    {
        await using var pumps = await Pumps.StartAsync();
        await RefusedAsync(pumps, pumps.ByGroup("pump-01") with { UserName = "pump-02" }, ReasonCode.ClientIdentifierNotValid, "connect.user_name_differs");
    }

    [Fact]
    [Provokes("bootstrap.barred")]
    [Provokes("bootstrap.foreign_product")]
    public async Task A_registration_that_is_not_the_group_s_to_give_stays_as_it_is()
    {
        await using var pumps = await Pumps.StartAsync();
        var platform = pumps.Platform;
        var frozen = await platform.AddDeviceAsync(Pumps.Product, "frozen");
        using (var answer = await platform.Http.SendJsonAsync(HttpMethod.Post, $"{platform.V5}devices/{frozen}/freeze"))
            Assert.True(answer.IsSuccessStatusCode);
        await platform.PostAsync(platform.V5 + "devices", $$"""{"node_id":"child","product_id":"demo","gateway_id":"{{await platform.AddDeviceAsync(Pumps.Product, "gateway")}}"}""");
        await platform.AddDeviceAsync(Pumps.Product, "sealed", """{"auth_type":"CERTIFICATES"}""");
        await platform.PostAsync(platform.V5 + "devices", $$"""{"device_id":"stranger","node_id":"stranger","product_id":"{{await platform.AddProductAsync()}}"}""");
        foreach (var (deviceId, code) in new[]
        {
            (frozen, "bootstrap.barred"), ("demo_child", "bootstrap.barred"), ("demo_sealed", "bootstrap.barred"), ("stranger", "bootstrap.foreign_product"),
        })
        {
            var before = (await pumps.DeviceAsync(deviceId))["auth_info"]!.ToJsonString();
            Assert.Equal("100414", (string?)(await pumps.ActivateAsync(deviceId))["errorCode"]);
            await platform.TraceAsync(code);
            Assert.Equal(before, (await pumps.DeviceAsync(deviceId))["auth_info"]!.ToJsonString());
        }
    }

    [Fact]
    [Provokes("bootstrap.not_answered")]
    public async Task An_answer_that_is_too_large_for_the_device_is_traced()
    {
        await using var pumps = await Pumps.StartAsync();
        await using var device = await pumps.Platform.ConnectRawAsync();
        await device.ConnectDeviceAsync("pump-01", pumps.ByGroup("pump-01") with { Version = ProtocolVersion.V500, Change = connect => connect with { MaximumPacketSize = 64 } });
        await device.PublishAsync(Pumps.Up("pump-01"), "");
        Assert.Contains("size", (await pumps.Platform.TraceAsync("bootstrap.not_answered")).Because.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_id_that_is_taken_is_named()
    {
        await using var pumps = await Pumps.StartAsync();
        await pumps.Platform.PostAsync(pumps.Platform.V5 + "devices", """{"device_id":"own-id","node_id":"pump-01","product_id":"demo"}""");
        Assert.Contains("pump-01", (string?)(await pumps.ActivateAsync("demo_pump-01"))["errorMsg"], StringComparison.Ordinal);
    }

    static async Task RefusedAsync(Pumps pumps, WireConnect connect, ReasonCode reason, string code, string deviceId = "pump-01")
    {
        Assert.Equal(reason, (await pumps.TryConnectAsync(deviceId, connect with { Version = ProtocolVersion.V500 })).Reason);
        await pumps.Platform.TraceAsync(code);
        using var shown = await pumps.Platform.Http.SendJsonAsync(HttpMethod.Get, pumps.Platform.V5 + "devices/" + Uri.EscapeDataString(deviceId));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, shown.StatusCode);
    }
}
