using System.Buffers;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Sessions;
using Dukou.Server.Tests.Clauses;

namespace Dukou.Server.Tests.Sessions;

public sealed class AckQueueTests
{
    [Fact]
    [Clause5("4.6.0-2"), Clause311("4.6.0-2")]
    public void A_refusal_waits_behind_earlier_acceptances() // [MQTT-4.6.0-2]
    {
        var queue = new AckQueue(ProtocolVersion.V311);
        var output = new ArrayBufferWriter<byte>();
        queue.Add(1, ReasonCode.Success, null, 10);
        queue.Add(2, ReasonCode.NotAuthorized, null, 0);
        queue.Add(3, ReasonCode.Success, null, 11);
        queue.WriteDue(9, output);
        Assert.Equal(0, output.WrittenCount);
        queue.WriteDue(10, output);
        Assert.Equal([0x40, 2, 0, 1, 0x40, 2, 0, 2], output.WrittenSpan.ToArray());
        queue.WriteDue(11, output);
        Assert.Equal([0x40, 2, 0, 3], output.WrittenSpan[8..].ToArray());
    }

    [Fact]
    public void What_a_burst_needed_is_given_back()
    {
        var queue = new AckQueue(ProtocolVersion.V311);
        for (ushort id = 1; id <= AckQueue.WaitingMax; id++)
            queue.Add(id, ReasonCode.Success, null, id);
        Assert.True(queue.IsFull);
        queue.WriteDue(AckQueue.WaitingMax, new ArrayBufferWriter<byte>());
        Assert.False(queue.IsFull);
        Assert.InRange(queue.Capacity, 0, 128);
    }
}
