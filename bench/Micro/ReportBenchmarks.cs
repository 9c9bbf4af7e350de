using System.Buffers;
using BenchmarkDotNet.Attributes;
using Dukou.Protocol.Iotda;
using Dukou.Server.Shadows;

namespace Dukou.Bench.Micro;

/// <summary>What happens to one property report apart from storing it.</summary>
public class ReportBenchmarks
{
    readonly byte[] _topic = Samples.Topic;
    readonly ProductModel _model = Samples.Model();
    readonly ArrayBufferWriter<byte> _kept = new();
    readonly List<Misfit> _drops = [];
    readonly PropertyValues _values = new();
    readonly ShadowOverlay _overlay = new();
    long _sequence;

    [Benchmark]
    public bool ParseTopic() => DeviceTopic.Parse(_topic).Kind == DeviceTopicKind.PropertiesReport;

    [Benchmark]
    public ReportVerdict JudgeFitting() => Judge(Samples.Report);

    [Benchmark]
    public ReportVerdict JudgePartlyFitting() => Judge(Samples.PartlyFitting);

    [Benchmark]
    public int MergeIntoShadow()
    {
        _values.Merge(Samples.Properties);
        return _values.Count;
    }

    [Benchmark]
    public long AddToOverlay()
    {
        for (var entries = new ReportEntries(Samples.Report); entries.MoveNext();)
            _overlay.Add(Samples.Device.DeviceId, entries.ServiceId, entries.Properties, (1, ++_sequence), 0);
        return _overlay.Bytes;
    }

    ReportVerdict Judge(byte[] report)
    {
        _kept.ResetWrittenCount();
        _drops.Clear();
        return PropertyReport.Validate(report, _model, _kept, _drops).Verdict;
    }
}
