using System.Diagnostics;
using Dukou.Protocol.Mqtt;

namespace Dukou.Bench.Load;

/// <summary>
/// A device that reports. With QoS 1 what PUBACK has answered is followed by as many again. QoS 0 has no answer, so every window ends
/// with PINGREQ, and two windows may be under way: PINGRESP says that the server has taken what came before.
/// </summary>
sealed class ReportLink(BenchDevice device, LoadOptions options, Latencies latencies) : Link(device)
{
    static readonly byte[] Ping = [0xC0, 0];

    readonly ReportRing _ring = new(device, options.QoS, options.Window, options.PayloadBytes);
    readonly long[] _sentAt = new long[ReportRing.WindowMax];
    readonly bool _paced = options.Rate > 0;
    long _sent;
    long _answered;
    int _due;
    volatile bool _stopped;

    /// <summary>Publishes that the server has answered.</summary>
    public long Answered => Volatile.Read(ref _answered);

    public bool IsQuiet => Volatile.Read(ref _answered) == Volatile.Read(ref _sent);

    /// <summary>Fills the window; from here on answers drive the loop.</summary>
    public void Fill()
    {
        Report(options.Window);
        if (options.QoS == 0)
            Report(options.Window);
    }

    /// <summary>Sends one report when it is due; false when as many as may be wait for their answer.</summary>
    public bool TryReport()
    {
        if (Volatile.Read(ref _sent) - Answered >= options.Window)
            return false;
        Report(1);
        return true;
    }

    public void Stop() => _stopped = true;

    protected override void OnPacket(in Packet packet)
    {
        switch (packet.Type)
        {
            case PacketType.PubAck:
                latencies.Add(_sentAt[_answered % ReportRing.WindowMax]);
                _answered++;
                _due++;
                break;
            case PacketType.PingResp:
                latencies.Add(_sentAt[_answered % ReportRing.WindowMax]);
                _answered += options.Window;
                _due += options.Window;
                break;
        }
    }

    protected override void OnRead()
    {
        if (_due > 0 && !_stopped && !_paced)
            Report(_due);
        _due = 0;
    }

    void Report(int count)
    {
        var now = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
            _sentAt[(_sent + i) % ReportRing.WindowMax] = now;
        Volatile.Write(ref _sent, _sent + count);
        while (count > 0)
        {
            var some = Math.Min(count, options.Window);
            Send(_ring.Take(some));
            if (options.QoS == 0)
                Send(Ping);
            count -= some;
        }
    }
}
