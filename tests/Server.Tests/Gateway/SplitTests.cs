using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Gateway;

namespace Dukou.Server.Tests.Gateway;

/// <summary>However a session's bytes arrive, the answers are the same: umqtt sends one packet in up to five writes, TCP cuts anywhere.</summary>
public sealed class SplitTests
{
    [Theory]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V500)]
    public async Task Every_split_of_a_session_in_two_gives_the_same_answers(ProtocolVersion version)
    {
        const int devices = 8;
        await using var platform = await TestPlatform.StartAsync();
        var productId = await platform.AddProductAsync();
        var ids = new List<string>();
        for (var i = 0; i < devices; i++)
            ids.Add(await platform.AddDeviceAsync(productId, $"lamp{i}"));
        var expected = await ServeAsync(platform, version, [Session(ids[0], version, platform.Clock.GetUtcNow())]);
        await Parallel.ForEachAsync(ids.Index(), TestContext.Current.CancellationToken, async (device, _) =>
        {
            var bytes = Session(device.Item, version, platform.Clock.GetUtcNow());
            for (var cut = device.Index; cut < bytes.Length; cut += devices)
                Assert.Equal(expected, await ServeAsync(platform, version, [bytes[..cut], bytes[cut..]]));
        });
    }

    [Fact]
    public async Task One_byte_at_a_time_gives_the_same_answers()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        var bytes = Session(deviceId, ProtocolVersion.V311, platform.Clock.GetUtcNow());
        string[] expected = ["20020000", "9003000101", "B0020002", "40020001", "40020001"];
        Assert.Equal(expected, await ServeAsync(platform, ProtocolVersion.V311, bytes.Chunk(1)));
        await using var socket = await platform.ConnectRawAsync();
        foreach (var one in bytes)
            await socket.SendAsync(one);
        var answers = new List<string>();
        while (answers.Count < expected.Length)
            answers.Add(Convert.ToHexString((await socket.ReadAsync()).Bytes));
        Assert.Equal(expected, InOrder(answers));
    }

    /// <summary>CONNECT, SUBSCRIBE, two reports at QoS 1 under the subscription's id, UNSUBSCRIBE.</summary>
    static byte[] Session(string deviceId, ProtocolVersion version, DateTimeOffset now)
    {
        var bytes = new ArrayBufferWriter<byte>();
        new WireConnect { Version = version, At = now }.Packet(deviceId).Write(bytes);
        new SubscribePacket { PacketId = 1, Subscriptions = [new($"$oc/devices/{deviceId}/sys/commands/#", QualityOfService.AtLeastOnce)] }.Write(bytes, version);
        for (var i = 0; i < 2; i++)
            new PublishPacket { Topic = Encoding.UTF8.GetBytes(Lamp.Report(deviceId)), Payload = Encoding.UTF8.GetBytes(Lamp.Level), QoS = QualityOfService.AtLeastOnce, PacketId = 1 }
                .Write(bytes, version);
        new UnsubscribePacket { PacketId = 2, Filters = [$"$oc/devices/{deviceId}/sys/commands/#"] }.Write(bytes, version);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>A whole session over a pipe whose reader runs at once, so that every piece is a read of its own; its segments hold 16 bytes.</summary>
    static async Task<string[]> ServeAsync(TestPlatform platform, ProtocolVersion version, IEnumerable<byte[]> pieces)
    {
        var up = new Pipe(new PipeOptions(minimumSegmentSize: 16, readerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
        var down = new Pipe();
        var serving = platform.Service<MqttHandshake>().ServeAsync(
            new AcceptedSocket(new Duplex(up.Reader, down.Writer), new IPEndPoint(IPAddress.Loopback, 1), () => { }) { QuickWrites = true }, CancellationToken.None);
        foreach (var piece in pieces)
            await up.Writer.WriteAsync(piece);
        await using var device = WireClient.Over(down.Reader.AsStream());
        device.Version = version;
        var answers = new List<string>();
        while (answers.Count < 5)
            answers.Add(Convert.ToHexString((await device.ReadAsync()).Bytes));
        await up.Writer.CompleteAsync();
        await serving;
        return InOrder(answers);
    }

    // PUBACK waits for the disk: where it stands among other answers is open, its own order is not.
    static string[] InOrder(List<string> answers) => [.. answers.OrderBy(answer => answer.StartsWith("40", StringComparison.Ordinal))];

    sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
