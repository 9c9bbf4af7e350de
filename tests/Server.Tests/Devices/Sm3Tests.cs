using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Devices;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Devices;

/// <summary>Sign type 2: the password is an HMAC-SM3. The expected values are not ours: the first two are the standard's, the others another program's.</summary>
public sealed class Sm3Tests
{
    // HMAC-SM3 with key 2026010203 and message 12345678.
    const string Password = "b900b192e24c17a4998dfb08ce15900b934057f5511483a19da4ca84b43a8ad4";

    [Theory] // GM/T 0042-2015, appendix D.3
    [InlineData("6162636462636465636465666465666765666768666768696768696a68696a6b696a6b6c6a6b6c6d6b6c6d6e6c6d6e6f6d6e6f706e6f7071"
        + "6162636462636465636465666465666765666768666768696768696a68696a6b696a6b6c6a6b6c6d6b6c6d6e6c6d6e6f6d6e6f706e6f7071",
        "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20", "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a")]
    [InlineData("cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
        "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425", "220bf579ded555393f0159f66c99877822a3ecf610d1552154b41d44b94db3ae")]
    public void The_hash_is_the_standard_s(string message, string key, string expected)
    {
        var hash = new byte[32];
        Sm3.Hmac(Convert.FromHexString(key), Convert.FromHexString(message), hash);
        Assert.Equal(expected, Convert.ToHexStringLower(hash));
    }

    [Theory]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V500)]
    public async Task A_device_connects_by_it(ProtocolVersion version)
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, new() { Version = version, Sign = 2, Password = Encoding.ASCII.GetBytes(Password) });
        await device.PublishAckedAsync(Lamp.Report(deviceId), Lamp.Level);
        Assert.Equal("ONLINE", await platform.StatusAsync(deviceId));
    }

    [Theory]
    [InlineData(2, null, null, "connect.password_by_another_hash")] // By HMAC-SHA256.
    [InlineData(1, null, Password, "connect.password_by_another_hash")]
    [InlineData(2, null, "B900B192E24C17A4998DFB08CE15900B934057F5511483A19DA4CA84B43A8AD4", "connect.password_upper_case")]
    [InlineData(2, null, "08f77ed9b3eec88bfda68c5ac7bd3a5f4ee23cb5fbd1ff4b4ab3d5eb3ec5b1c4", "connect.wrong_password")]
    [InlineData(2, "2026010101", "23bceb0c05d152666cd2ce8d7613441b97b47f0157cee5bd1d8f1fffdbbd3549", "connect.stamp_is_wrong")] // The stamp is looked at first.
    [Provokes("connect.password_by_another_hash")]
    public async Task What_is_not_that_hash_of_this_hour_is_refused_and_told_apart(int sign, string? stamp, string? password, string reason)
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectRawAsync();
        var connAck = await device.TryConnectDeviceAsync(deviceId, new()
        {
            Sign = sign,
            Stamp = stamp,
            At = platform.Clock.GetUtcNow(),
            Password = password is null ? null : Encoding.ASCII.GetBytes(password),
        });
        Assert.Equal(ReasonCode.BadUserNameOrPassword, connAck.Reason);
        Assert.Equal(deviceId, (await platform.TraceAsync(reason)).DeviceId);
    }
}
