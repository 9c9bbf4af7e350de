using System.Net;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Gateway;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Storage;

namespace Dukou.Server.Tests.Faults;

/// <summary>What devices, applications and operators see of a disk that is slow or full.</summary>
public sealed class DiskTests
{
    [Fact]
    public async Task A_slow_disk_delays_acknowledgements_and_bounds_what_waits()
    {
        const int Reports = 3000;
        using var disk = new SemaphoreSlim(0);
        var inboxOptions = new InboxOptions { WaitingBytesMax = 64 * 1024, BeforeCommit = disk.Wait };
        var (platform, deviceId) = await Lamp.StartAsync(options => options.With(limits => limits with { MessagesPerSecond = 0 }) with { Inbox = inboxOptions });
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        var inbox = platform.Service<Inbox>();
        var sending = Task.Run(async () =>
        {
            for (ushort id = 1; id <= Reports; id++)
                await device.PublishAsync(Lamp.Report(deviceId), Lamp.Level, id);
        }, TestContext.Current.CancellationToken);
        try
        {
            await Eventually.BecomesTrueAsync(() => platform.Service<GatewayMetrics>().HeldUp == 1);
            // One record may go over the bound; nothing is acknowledged that no commit has taken.
            Assert.InRange(inbox.WaitingBytes, 64 * 1024, 65 * 1024);
            Assert.Equal(0, inbox.Head);
            Assert.True(inbox.Full);
            Assert.Equal(HttpStatusCode.OK, await ReadyAsync(platform));
        }
        finally
        {
            disk.Release(int.MaxValue / 2);
        }
        for (ushort id = 1; id <= Reports; id++)
            Assert.Equal(id, PubAckPacket.Read((await device.ReadAsync()).Packet, device.Version).PacketId);
        await sending;
        Assert.False(inbox.Full);
    }

    [Fact]
    public async Task On_a_full_disk_nothing_is_acknowledged_reads_go_on_and_afterwards_all_is_there()
    {
        using var disk = SmallDisk.TryMount(megabytes: 32);
        Assert.SkipWhen(disk is null, "Mounting a small file system needs the right to mount; this test ran without it.");
        var (platform, deviceId) = await Lamp.StartAsync(options => options with { DataFolder = Path.Combine(disk.Path, "data") });
        await using var _ = platform;
        platform.ExpectErrors();
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await device.PublishAckedAsync(Lamp.Report(deviceId), Lamp.Level, 1);
        var inbox = platform.Service<Inbox>();

        var filler = Path.Combine(disk.Path, "filler");
        SmallDisk.Fill(filler);
        // The log has some room of its own; this is more.
        for (ushort id = 2; id <= 3; id++)
            await device.PublishAsync(Lamp.MessageUp(deviceId), new string('m', 900_000), id);
        await Eventually.BecomesTrueAsync(() => inbox.Failing is not null);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync(platform));
        Assert.Equal("ONLINE", await platform.StatusAsync(deviceId));

        File.Delete(filler);
        for (ushort id = 2; id <= 3; id++)
            Assert.Equal(id, PubAckPacket.Read((await device.ReadAsync()).Packet, device.Version).PacketId);
        await device.PublishAckedAsync(Lamp.Report(deviceId), Lamp.Level, 4);
        Assert.Equal(4, inbox.Head);
        await Eventually.BecomesTrueAsync(async () => await ReadyAsync(platform) == HttpStatusCode.OK);
        await Eventually.BecomesTrueAsync(async () =>
        {
            using var answer = await platform.Http.GetAsync(new Uri(platform.V1 + $"devices/{deviceId}/history", UriKind.Relative), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode && (await answer.JsonAsync())["reports"]!.AsArray().Count == 2;
        });
    }

    static async Task<HttpStatusCode> ReadyAsync(TestPlatform platform)
    {
        using var answer = await platform.Anonymous.GetAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
