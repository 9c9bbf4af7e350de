using System.Buffers;
using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;

namespace Dukou.Bench.Load;

/// <summary>
/// The reports of one device, encoded beforehand: twice as many as may be under way, so that any that are due lie in one piece. Before
/// each send the digits of their values are overwritten, so that no two reports are alike and a compressor isn't flattered.
/// </summary>
sealed class ReportRing
{
    public const int WindowMax = 64;

    // Their digits after the first change; their widths don't.
    static readonly string[] Varied = ["20.00", "50.00", "400", "100000000"];

    readonly byte[] _packets;
    readonly int _size;
    readonly int _window;
    readonly int[] _digits;
    uint _random;
    int _next;

    public ReportRing(BenchDevice device, int qos, int window, int payloadBytes)
    {
        if (window is < 1 or > WindowMax)
            throw new ArgumentException($"--window must be within 1 and {WindowMax}.");
        _window = window;
        _random = (uint)((device.Number + 1) * 2654435761);
        var topic = Encoding.UTF8.GetBytes($"$oc/devices/{device.DeviceId}/sys/properties/report");
        var head = """{"services":[{"service_id":"environment","properties":{"temperature":20.00,"humidity":50.00,"co2":400,"seq":100000000,"state":"normal""";
        var tail = "\"}}]}";
        var payload = Encoding.UTF8.GetBytes(head + new string('.', Math.Max(0, payloadBytes - head.Length - tail.Length)) + tail);
        var packets = new ArrayBufferWriter<byte>();
        for (var i = 0; i < 2 * window; i++)
            new PublishPacket { Topic = topic, Payload = payload, QoS = (QualityOfService)qos, PacketId = qos == 0 ? (ushort)0 : (ushort)((i % window) + 1) }
                .Write(packets, ProtocolVersion.V311);
        _packets = packets.WrittenSpan.ToArray();
        _size = _packets.Length / (2 * window);
        var start = _size - payload.Length;
        _digits = [.. Varied.SelectMany(field => Enumerable.Range(start + head.IndexOf(field, StringComparison.Ordinal) + 1, field.Length - 1))
            .Where(at => _packets[at] is >= (byte)'0' and <= (byte)'9')];
    }

    /// <summary>The next reports, valid until the next call.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        var taken = _packets.AsSpan(_next * _size, count * _size);
        for (var i = 0; i < count; i++)
            Vary(taken.Slice(i * _size, _size));
        _next = (_next + count) % _window;
        return taken;
    }

    void Vary(Span<byte> packet)
    {
        foreach (var at in _digits)
        {
            _random = (_random * 1664525) + 1013904223;
            packet[at] = (byte)('0' + (((_random >> 16) * 10) >> 16));
        }
    }
}
