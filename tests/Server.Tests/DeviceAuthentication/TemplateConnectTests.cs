using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Tests.Certificates;
using Dukou.Server.Tests.Devices;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Tls;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.DeviceAuthentication;

/// <summary>Devices that were made for another cloud, on the wire.</summary>
public sealed class TemplateConnectTests
{
    [Fact]
    public async Task The_devices_of_another_cloud_connect_unchanged_also_after_a_restart()
    {
        await using var platform = await StartAsync();
        await platform.RestartAsync();
        await using var device = await platform.ConnectRawAsync();
        await device.ConnectDeviceAsync("", Foreign(platform));
        Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync(Lamp.MessageUp("pump_node7"), "hello")).Reason);
        Assert.Equal("ONLINE", await platform.StatusAsync("pump_node7"));
    }

    [Fact]
    public async Task IoTDA_s_own_devices_go_on_beside_them()
    {
        await using var platform = await StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        Assert.Equal(ReasonCode.BadUserNameOrPassword, (await TryAsync(platform, new() { ClientId = "nobody_0_0_2026010203", UserName = "nobody" })).Reason);
        await platform.TraceAsync("connect.unknown_device");
    }

    [Fact]
    [Provokes("connect.template_password_wrong")]
    public async Task A_wrong_password_is_refused_and_either_secret_is_right()
    {
        await using var platform = await StartAsync();
        await RefusedAsync(platform, Foreign(platform, secret: "87654321"), ReasonCode.BadUserNameOrPassword, "connect.template_password_wrong");
        await RefusedAsync(platform, Foreign(platform) with { Password = [] }, ReasonCode.BadUserNameOrPassword, "connect.password_missing");
        using (var second = await platform.SendPostAsync("devices/pump_node7/action?action_id=resetSecret", new() { ["secret"] = "87654321", ["secret_type"] = "SECONDARY" }))
            Assert.True(second.IsSuccessStatusCode);
        Assert.Equal(ReasonCode.Success, (await TryAsync(platform, Foreign(platform, secret: "87654321"))).Reason);
        Assert.Equal(ReasonCode.Success, (await TryAsync(platform, Foreign(platform))).Reason);
    }

    [Fact]
    [Provokes("connect.template_stamp_too_old")]
    [Provokes("connect.template_no_stamp")]
    public async Task A_stamp_of_more_than_an_hour_ago_is_refused()
    {
        await using var platform = await StartAsync();
        var now = platform.Clock.GetUtcNow();
        Assert.Equal(ReasonCode.Success, (await TryAsync(platform, Foreign(platform, at: now.AddHours(-1)))).Reason);
        Assert.Equal(ReasonCode.Success, (await TryAsync(platform, Foreign(platform, at: now.AddDays(3)))).Reason);
        await RefusedAsync(platform, Foreign(platform, at: now.AddHours(-1).AddSeconds(-1)), ReasonCode.BadUserNameOrPassword, "connect.template_stamp_too_old");
        await RefusedAsync(platform, Foreign(platform) with { ClientId = "pump.node7|securemode=2,signmethod=hmacsha256|" }, ReasonCode.BadUserNameOrPassword, "connect.template_no_stamp");
    }

    [Fact]
    [Provokes("connect.template_no_device_id")]
    [Provokes("connect.template_unknown_device")]
    public async Task A_CONNECT_out_of_which_no_device_can_be_made_is_explained()
    {
        await using var platform = await StartAsync();
        await RefusedAsync(platform, Foreign(platform) with { UserName = "node7" }, ReasonCode.ClientIdentifierNotValid, "connect.template_no_device_id");
        await RefusedAsync(platform, Foreign(platform) with { UserName = "node8&pump" }, ReasonCode.BadUserNameOrPassword, "connect.template_unknown_device");
    }

    [Fact]
    [Provokes("connect.template_has_no_password")]
    public async Task A_device_with_a_secret_is_not_let_in_by_a_template_without_password()
    {
        await using var platform = await StartAsync("""{"parameters":{"iotda::mqtt::username":{"type":"String"}},"resources":{"device_id":{"Ref":"iotda::mqtt::username"}}}""");
        await RefusedAsync(platform, new() { ClientId = "anything", UserName = "pump_node7" }, ReasonCode.NotAuthorized, "connect.template_has_no_password");
        using (var frozen = await platform.SendPostAsync("devices/pump_node7/freeze"))
            Assert.True(frozen.IsSuccessStatusCode);
        await RefusedAsync(platform, new() { ClientId = "anything", UserName = "pump_node7" }, ReasonCode.NotAuthorized, "connect.device_frozen");
    }

    [Fact]
    public async Task A_stamp_in_a_form_of_its_own_and_a_password_of_several_steps()
    {
        await using var platform = await StartAsync("""
            {"parameters":{"iotda::mqtt::username":{"type":"String"},"iotda::mqtt::client_id":{"type":"String"},"iotda::device::secret":{"type":"String"}},
             "resources":{"device_id":{"Fn::ToLowerCase":"${iotda::mqtt::username}"},
              "timestamp":{"type":"FORMAT","pattern":"yyyy-MM-dd'T'HH:mm:ss.SSS","value":{"Fn::SubStringAfter":["${iotda::mqtt::client_id}","@"]}},
              "password":{"Fn::ToUpperCase":{"Fn::HmacSHA256":["${iotda::device::secret}",{"Fn::GetBytes":"${iotda::mqtt::client_id}"}]}}}}
            """);
        var clientId = "x@2026-01-02T03:00:00.000";
        var password = Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(clientId), "12345678"u8));
        Assert.Equal(ReasonCode.Success, (await TryAsync(platform, new() { ClientId = clientId, UserName = "PUMP_node7", Password = Encoding.ASCII.GetBytes(password) })).Reason);
        await RefusedAsync(platform, new() { ClientId = "x@2026-01-02 03:00", UserName = "PUMP_node7" }, ReasonCode.BadUserNameOrPassword, "connect.template_no_stamp");
    }

    [Fact]
    public async Task A_certificate_names_the_device_and_client_id_and_user_name_are_free() // The certificate sample of V:iot_02_0210.
    {
        await using var platform = await StartAsync("""{"parameters":{"iotda::certificate::common_name":{"type":"String"}},"resources":{"device_id":{"Ref":"iotda::certificate::common_name"}}}""");
        using var authority = TestAuthority.Root();
        await platform.TrustAsync(authority);
        await platform.AddDeviceAsync("pump", "sealed", """{"auth_type":"CERTIFICATES"}""");
        using var certificate = authority.Issue("CN=pump_sealed");
        await using (var device = await platform.OpenWithAsync(certificate))
        {
            await device.ConnectDeviceAsync("", platform.Unsigned() with { ClientId = "whatever", UserName = "anybody" });
            Assert.Equal("ONLINE", await platform.StatusAsync("pump_sealed"));
        }
        using var stranger = TestAuthority.Root("stranger");
        using var forged = stranger.Issue("CN=pump_sealed");
        await using var other = await platform.OpenWithAsync(forged);
        Assert.Equal(ReasonCode.NotAuthorized, (await other.TryConnectDeviceAsync("", platform.Unsigned() with { ClientId = "whatever", UserName = "anybody" })).Reason);
        await platform.TraceAsync("connect.unknown_ca");
    }

    [Fact]
    public async Task A_template_that_is_switched_off_or_changed_counts_no_more_at_the_next_connection()
    {
        await using var platform = await StartAsync();
        Assert.Equal(ReasonCode.Success, (await TryAsync(platform, Foreign(platform))).Reason);
        var id = (string)(await platform.ShowAsync("device-authentication-templates"))["templates"]![0]!["template_id"]!;
        using (var off = await platform.SendPutAsync($"device-authentication-templates/{id}", new() { ["status"] = "INACTIVE" }))
            Assert.True(off.IsSuccessStatusCode);
        await RefusedAsync(platform, Foreign(platform), ReasonCode.ClientIdentifierNotValid, "connect.client_id_malformed");
    }

    static async Task<TestPlatform> StartAsync(string body = Templates.AnotherCloud)
    {
        var platform = await TestPlatform.StartAsync(Secure.WithTls);
        await platform.CreateProductAsync(product =>
        {
            product["product_id"] = "pump";
            // A device that connects is sent nothing.
            product["service_capabilities"]![0]!["properties"]![0]!.AsObject().Remove("default_value");
        });
        await platform.AddDeviceAsync("pump", "node7");
        await platform.CreateAsync(body);
        return platform;
    }

    /// <summary>What a device of the other cloud sends: made here as its own SDK makes it.</summary>
    internal static WireConnect Foreign(TestPlatform platform, string secret = "12345678", DateTimeOffset? at = null)
    {
        var stamp = (at ?? platform.Clock.GetUtcNow()).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"clientIdpump.node7deviceNamenode7productKeypumptimestamp{stamp}"));
        return new()
        {
            ClientId = $"pump.node7|securemode=2,signmethod=hmacsha256,timestamp={stamp}|",
            UserName = "node7&pump",
            Password = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(signed)),
        };
    }

    static async Task<ConnAckPacket> TryAsync(TestPlatform platform, WireConnect connect)
    {
        await using var device = await platform.ConnectRawAsync();
        return await device.TryConnectDeviceAsync("", connect with { Version = ProtocolVersion.V500, At = platform.Clock.GetUtcNow() });
    }

    static async Task RefusedAsync(TestPlatform platform, WireConnect connect, ReasonCode reason, string code)
    {
        Assert.Equal(reason, (await TryAsync(platform, connect)).Reason);
        await platform.TraceAsync(code);
    }
}
