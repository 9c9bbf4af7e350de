using System.Buffers;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;

namespace Dukou.Bench.Load;

/// <summary>One of the devices that <see cref="SeedFile"/> registers: everything about it follows from its number.</summary>
sealed record BenchDevice(int Number)
{
    public const string ProductId = "bench";
    // The password's stamp isn't checked with sign 0.
    const string Stamp = "2026010100";

    public string NodeId => $"d{Number:D6}";

    public string DeviceId => $"{ProductId}_{NodeId}";

    public string Secret => $"secret{Number:D6}";

    public byte[] Connect(bool anonymous)
    {
        var packet = new ArrayBufferWriter<byte>();
        new ConnectPacket
        {
            Version = ProtocolVersion.V311,
            CleanStart = true,
            KeepAlive = 1200,
            ClientId = ClientId.ForDevice(DeviceId, SignType.HmacSha256, Stamp).ToString(),
            UserName = anonymous ? null : DeviceId,
            Password = anonymous ? null : System.Text.Encoding.ASCII.GetBytes(DevicePassword.Compute(Secret, Stamp)),
        }.Write(packet);
        return packet.WrittenSpan.ToArray();
    }

    public byte[] Subscribe()
    {
        var packet = new ArrayBufferWriter<byte>();
        new SubscribePacket { PacketId = 1, Subscriptions = [new($"$oc/devices/{DeviceId}/sys/commands/#", QualityOfService.AtMostOnce)] }.Write(packet, ProtocolVersion.V311);
        return packet.WrittenSpan.ToArray();
    }
}
