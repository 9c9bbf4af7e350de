using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Tests.Gateway;

namespace Dukou.Server.Tests.Faults;

/// <summary>
/// A device that reports ever greater numbers at QoS 1 over a raw socket until the link breaks, with its own account of what was sent
/// and what was acknowledged. Goes on where it was with the next link; what was on its way is not sent again.
/// </summary>
sealed class LoadedDevice(string deviceId)
{
    const int Window = 16;

    volatile int _sent;
    volatile int _acknowledged;

    public string DeviceId => deviceId;

    /// <summary>The first number of the present link.</summary>
    public int First { get; private set; } = 1;

    public int Sent => _sent;

    /// <summary>The last number that was acknowledged; all of this link before it were.</summary>
    public int Acknowledged => _acknowledged;

    /// <summary>Reports until the platform is gone. From the call on nothing of this link is acknowledged until it really is.</summary>
    public Task StartAsync(RunningProgram program)
    {
        First = _sent + 1;
        _acknowledged = _sent;
        return Task.Run(() => RunAsync(program));
    }

    async Task RunAsync(RunningProgram program)
    {
        await using var wire = await program.ConnectAsync(deviceId);
        var topic = Encoding.UTF8.GetBytes(Lamp.Report(deviceId));
        for (var alive = true; ;)
        {
            try
            {
                // Half a window at a time, so that a segment carries several packets; with a breath between, for all is read back afterwards.
                if (alive && _sent - _acknowledged <= Window / 2)
                {
                    await Task.Delay(2, TestContext.Current.CancellationToken);
                    await wire.SendAsync(output =>
                    {
                        for (var i = 0; i < Window / 2; i++)
                            new PublishPacket { Topic = topic, Payload = Payload(++_sent), QoS = QualityOfService.AtLeastOnce, PacketId = PacketId(_sent) }.Write(output, wire.Version);
                    });
                }
            }
            catch (IOException)
            {
                // Acknowledgements that came before may still be read.
                alive = false;
            }
            if (await wire.TryReadAsync() is not { } answer)
                return;
            Assert.Equal(PacketId(_acknowledged + 1), PubAckPacket.Read(answer.Packet, wire.Version).PacketId);
            _acknowledged++;
        }
    }

    static ushort PacketId(int number) => (ushort)((number % ushort.MaxValue) + 1);

    static byte[] Payload(int number) => Encoding.UTF8.GetBytes($$$"""{"services":[{"service_id":"Load","properties":{"n":{{{number}}}}}]}""");
}
