using System.Buffers.Binary;
using System.Text;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Tests.Gateway;

namespace Dukou.Server.Tests.Compatibility;

/// <summary>The CONNECT of desktop clients as they are after a fresh installation; bytes put together here, not by our writer.</summary>
public sealed class ClientDefaultsTests
{
    /// <summary>Name, protocol level, properties in hexadecimal digits, what the session must be able to do.</summary>
    public static TheoryData<string, byte, string> Clients { get; } = new()
    {
        // Session Expiry 0, Receive Maximum 65535, Topic Alias Maximum 0, Request Response Information 0, Request Problem Information 1.
        { "MQTTX, MQTT 5.0", 5, "1100000000" + "21FFFF" + "220000" + "1900" + "1701" },
        // With the session kept for an hour, a packet size and a user property, as its form offers.
        { "MQTTX, MQTT 5.0, filled in", 5, "1100000E10" + "2100FF" + "2700100000" + "26" + "000161" + "000162" },
        { "MQTTX, MQTT 5.0, no properties", 5, "" },
        { "MQTTX, MQTT 3.1.1", 4, "" },
        { "MQTT.fx, MQTT 3.1.1", 4, "" },
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_desktop_client_connects_and_publishes(string client, byte level, string properties)
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectRawAsync();
        device.Version = (ProtocolVersion)level;
        await device.SendAsync(Connect(deviceId, SecretStamp.Of(platform.Clock.GetUtcNow()).ToString(), level, Convert.FromHexString(properties)));
        var connAck = ConnAckPacket.Read((await device.ReadAsync()).Packet, device.Version);
        Assert.True(connAck.Reason == ReasonCode.Success, $"{client}: {connAck.ReasonString}");
        Assert.False(connAck.SessionPresent);
        // What is kept is kept with the device, not with a session.
        Assert.True(connAck.SessionExpiryInterval is null or 0);
        Assert.Equal([ReasonCode.GrantedQoS0], await device.SubscribeAsync("testtopic/#"));
        Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync(Lamp.Report(deviceId), Lamp.Level)).Reason);
        await device.PingAsync();
    }

    // Clean start, user name and password; keep-alive 60 s.
    static byte[] Connect(string deviceId, string stamp, byte level, byte[] properties)
    {
        var body = new List<byte> { 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', level, 0xC2, 0, 60 };
        if (level == 5)
            body.AddRange([(byte)properties.Length, .. properties]);
        foreach (var text in new[] { $"{deviceId}_0_0_{stamp}", deviceId, DevicePassword.Compute("12345678", stamp) })
        {
            var length = new byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)text.Length);
            body.AddRange([.. length, .. Encoding.ASCII.GetBytes(text)]);
        }
        return [0x10, (byte)(0x80 | (body.Count & 0x7F)), (byte)(body.Count >> 7), .. body];
    }
}
