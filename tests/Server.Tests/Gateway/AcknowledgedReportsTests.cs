using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Storage;

namespace Dukou.Server.Tests.Gateway;

/// <summary>What was acknowledged is there after a restart, in the order in which each device sent it.</summary>
public sealed class AcknowledgedReportsTests
{
    const int Devices = 200, Reports = 500, Window = 16;

    [Fact]
    [ShowsTopic("sys/properties/report")]
    public async Task Every_PUBACK_of_200_devices_belongs_to_a_record_that_a_restart_keeps()
    {
        await using var platform = await TestPlatform.StartAsync(options => options.With(limits => limits with { MessagesPerSecond = 0 }));
        var productId = await platform.AddProductAsync();
        var ids = new List<string>();
        for (var i = 0; i < Devices; i++)
            ids.Add(await platform.AddDeviceAsync(productId, $"lamp{i}"));
        var acknowledged = await Task.WhenAll(ids.Select(deviceId => ReportAsync(platform, deviceId)));
        Assert.All(acknowledged, count => Assert.Equal(Reports, count));

        await platform.RestartAsync();
        var stored = Stored(platform.Service<Inbox>());
        Assert.All(ids, deviceId => Assert.Equal(Enumerable.Range(0, Reports), stored[deviceId]));
    }

    /// <summary>Reports with at most a window's worth unacknowledged; how many were, in order.</summary>
    static async Task<int> ReportAsync(TestPlatform platform, string deviceId)
    {
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        var topic = Encoding.UTF8.GetBytes(Lamp.Report(deviceId));
        var (sent, acknowledged) = (0, 0);
        while (acknowledged < Reports)
        {
            if (sent < Reports && sent - acknowledged < Window)
            {
                var batch = Math.Min(Reports - sent, Window - (sent - acknowledged));
                await device.SendAsync(output =>
                {
                    for (var i = 0; i < batch; i++, sent++)
                        new PublishPacket { Topic = topic, Payload = Payload(sent), QoS = QualityOfService.AtLeastOnce, PacketId = (ushort)(sent + 1) }.Write(output, ProtocolVersion.V311);
                });
            }
            var ack = PubAckPacket.Read((await device.ReadAsync()).Packet, ProtocolVersion.V311);
            Assert.Equal(++acknowledged, ack.PacketId);
        }
        return acknowledged;
    }

    // The number travels in the free text of the lamp's name.
    static byte[] Payload(int number) => Encoding.UTF8.GetBytes($$$"""{"services":[{"service_id":"Lamp","properties":{"name":"{{{number}}}"}}]}""");

    static Dictionary<string, List<int>> Stored(Inbox inbox)
    {
        var stored = new Dictionary<string, List<int>>();
        for (var cursor = 0L; inbox.ReadAfter(cursor) is { } batch; batch.Dispose())
        {
            var records = batch.Read();
            while (records.Read())
            {
                var record = records.Current;
                cursor = record.Sequence;
                var deviceId = Encoding.UTF8.GetString(record.DeviceId);
                if (!stored.TryGetValue(deviceId, out var numbers))
                    stored[deviceId] = numbers = [];
                var payload = Encoding.UTF8.GetString(record.Payload);
                numbers.Add(int.Parse(payload.Split('"')[^2], System.Globalization.CultureInfo.InvariantCulture));
            }
        }
        return stored;
    }
}
