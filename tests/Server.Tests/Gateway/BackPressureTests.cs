using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Gateway;
using Dukou.Server.Sessions;
using Dukou.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Dukou.Server.Tests.Gateway;

/// <summary>What happens to connections while the inbox takes nothing: another process holds the file, as a full disk would.</summary>
public sealed class BackPressureTests
{
    [Fact]
    public async Task While_the_inbox_is_full_nothing_is_acknowledged_and_afterwards_everything_is_in_order()
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.With(limits => limits with { MessagesPerSecond = 0 }));
        await using var _ = platform;
        platform.ExpectErrors();
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        using (await HeldInboxAsync(platform, device, deviceId))
        {
            for (ushort id = 2; id <= 50; id++)
                await device.PublishAsync(Lamp.Report(deviceId), Lamp.Level, id);
            Assert.Equal(0, platform.Service<Inbox>().Head);
        }
        for (ushort id = 1; id <= 50; id++)
            Assert.Equal(id, PubAckPacket.Read((await device.ReadAsync()).Packet, device.Version).PacketId);
        Assert.Equal(50, platform.Service<Inbox>().Head);
    }

    [Fact]
    public async Task A_frozen_device_is_cut_although_the_inbox_is_full()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        platform.ExpectErrors();
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        using (await HeldInboxAsync(platform, device, deviceId))
        {
            await device.PublishAsync(Lamp.Report(deviceId), Lamp.Level, 2);
            await HeldUpAsync(platform);
            using var frozen = await platform.Http.PostAsync(new Uri(platform.V5 + $"devices/{deviceId}/freeze", UriKind.Relative), null, TestContext.Current.CancellationToken);
            Assert.True(frozen.IsSuccessStatusCode);
            Assert.Empty(await device.ReadToEndAsync());
        }
    }

    [Fact]
    public async Task A_connection_that_waits_for_the_inbox_is_not_taken_for_dead()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        platform.ExpectErrors();
        await using var device = await platform.ConnectDeviceAsync(deviceId, new WireConnect { KeepAlive = 30 });
        using (await HeldInboxAsync(platform, device, deviceId))
        {
            await device.PublishAsync(Lamp.Report(deviceId), Lamp.Level, 2);
            await HeldUpAsync(platform);
            platform.Clock.Advance(TimeSpan.FromSeconds(60));
        }
        Assert.Equal(PacketType.PubAck, (await device.ReadAsync()).Type);
        Assert.Equal(PacketType.PubAck, (await device.ReadAsync()).Type);
        await device.PingAsync();
    }

    [Fact]
    public async Task An_inbox_that_holds_one_record_at_a_time_still_acknowledges_all_in_order()
    {
        var (platform, deviceId) = await Lamp.StartAsync(options =>
            options.With(limits => limits with { MessagesPerSecond = 0 }) with { Inbox = new InboxOptions { WaitingBytesMax = 1 } });
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        for (ushort id = 1; id <= 200; id++)
            await device.PublishAsync(Lamp.Report(deviceId), Lamp.Level, id);
        for (ushort id = 1; id <= 200; id++)
            Assert.Equal(id, PubAckPacket.Read((await device.ReadAsync()).Packet, device.Version).PacketId);
    }

    [Theory]
    [InlineData(1024 * 1024, 200)]
    [InlineData(100 * 1024, 2_000)]
    [InlineData(1_000, 200_000)]
    public async Task While_the_inbox_is_full_the_socket_is_not_read(int payloadBytes, int messages)
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.With(limits => limits with { MessagesPerSecond = 0, BytesPerSecond = 0 }));
        await using var _ = platform;
        platform.ExpectErrors();
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        using (await HeldInboxAsync(platform, device, deviceId))
        {
            var payload = new string('m', payloadBytes);
            var sent = 0L;
            var sending = Task.Run(async () =>
            {
                for (; sent < messages; Interlocked.Increment(ref sent))
                    await device.PublishAsync(Lamp.MessageUp(deviceId), payload);
            }, TestContext.Current.CancellationToken);
            await HeldUpAsync(platform);
            // The system's buffers and the pipe take a part of the 200 MB; then the sender waits.
            Assert.NotEqual(messages, await Eventually.StandsStillAsync(() => Interlocked.Read(ref sent)));
            Assert.Equal(1, platform.Service<Inbox>().LastAppended);
            device.Abort();
            await Assert.ThrowsAnyAsync<Exception>(() => sending);
        }
        await platform.OfflineAsync(deviceId);
    }

    [Fact]
    public async Task What_waited_in_the_socket_while_the_inbox_was_full_comes_whole_and_in_order()
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.With(limits => limits with { MessagesPerSecond = 0, BytesPerSecond = 0 }));
        await using var _ = platform;
        platform.ExpectErrors();
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        Task sending;
        using (await HeldInboxAsync(platform, device, deviceId))
        {
            // Each a little larger than what a pipe holds before it stops its writer.
            var payload = new string('m', 1024 * 1024);
            sending = Task.Run(async () =>
            {
                for (ushort id = 2; id <= 20; id++)
                    await device.PublishAsync(Lamp.MessageUp(deviceId), payload, id);
            }, TestContext.Current.CancellationToken);
            await HeldUpAsync(platform);
        }
        for (ushort id = 1; id <= 20; id++)
            Assert.Equal(id, PubAckPacket.Read((await device.ReadAsync()).Packet, device.Version).PacketId);
        await sending;
    }

    [Fact]
    public async Task When_too_many_acknowledgements_wait_reading_stops_until_they_are_out()
    {
        const int publishes = AckQueue.WaitingMax + 1001;
        var (platform, deviceId) = await Lamp.StartAsync(options => options.With(limits => limits with { MessagesPerSecond = 0 }));
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        var inbox = platform.Service<Inbox>();
        using var slow = new SlowFollower();
        inbox.Follow(slow);
        var reading = Task.Run(async () =>
        {
            for (var id = 1; id <= publishes; id++)
                Assert.Equal(id, PubAckPacket.Read((await device.ReadAsync()).Packet, device.Version).PacketId);
        }, TestContext.Current.CancellationToken);
        // One commit, of one record, is done and holds up the next.
        await device.PublishAsync(Lamp.Report(deviceId), Lamp.Level, 1);
        await Eventually.BecomesTrueAsync(() => slow.Entered);
        for (ushort id = 2; id <= publishes; id++)
            await device.PublishAsync(Lamp.Report(deviceId), Lamp.Level, id);
        await HeldUpAsync(platform);
        Assert.Equal(1 + AckQueue.WaitingMax, await Eventually.StandsStillAsync(() => inbox.LastAppended));
        Assert.Equal(1, inbox.Head);
        slow.Go.Set();
        await reading;
        inbox.Unfollow(slow);
    }

    sealed class SlowFollower : ICommitListener, IDisposable
    {
        public ManualResetEventSlim Go { get; } = new();

        public bool Entered { get; private set; }

        public void Committed(long sequence)
        {
            Entered = true;
            // Holds the thread that commits, as a slow disk does.
            Go.Wait();
        }

        public void Dispose() => Go.Dispose();
    }

    static Task HeldUpAsync(TestPlatform platform) => Eventually.BecomesTrueAsync(() => platform.Service<GatewayMetrics>().HeldUp == 1);

    /// <summary>Locks the file and lets the platform find out, by packet 1, that it can't commit.</summary>
    static async Task<SqliteConnection> HeldInboxAsync(TestPlatform platform, WireClient device, string deviceId)
    {
        var holder = new SqliteConnection($"Data Source={Path.Combine(platform.DataFolder, "inbox.db")};Pooling=False");
        holder.Open();
        using var begin = holder.CreateCommand();
        begin.CommandText = "begin immediate";
        begin.ExecuteNonQuery();
        await device.PublishAsync(Lamp.Report(deviceId), Lamp.Level, 1);
        await Eventually.BecomesTrueAsync(() => platform.Service<Inbox>().Failing is not null);
        return holder;
    }
}
