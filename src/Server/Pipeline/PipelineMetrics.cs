using System.Diagnostics.Metrics;
using Dukou.Server.Storage;

namespace Dukou.Server.Pipeline;

/// <summary>Counts of the pipeline; names follow OpenTelemetry.</summary>
sealed class PipelineMetrics : IDisposable
{
    public const string MeterName = "Dukou.Pipeline";

    readonly Meter _meter = new(MeterName);
    // By kind, counted here and read when somebody asks: a counter's own way costs more than many a step of a report.
    readonly long[] _uplinks = new long[(int)Enum.GetValues<RecordKind>().Max() + 1];
    readonly Counter<long> _refused;

    public PipelineMetrics(TraceFeed traces, PendingRequests pending)
    {
        _meter.CreateObservableCounter("dukou.uplink.messages", Uplinks, "{message}", "Publishes from devices that were stored, by kind.");
        _refused = _meter.CreateCounter<long>("dukou.uplink.refused", "{message}", "Publishes from devices that were refused, by reason.");
        _meter.CreateObservableGauge("dukou.requests.waiting", () => pending.Count, "{request}", "Requests to devices that wait for an answer.");
        _meter.CreateObservableGauge("dukou.traces.waiting", () => traces.Waiting, "{entry}", "Trace entries that wait for the ledger.");
        _meter.CreateObservableCounter("dukou.traces.lost", () => traces.Lost, "{entry}", "Trace entries that found no place and were counted only.");
    }

    public void Uplink(RecordKind kind) => Interlocked.Increment(ref _uplinks[(int)kind]);

    public void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Dispose() => _meter.Dispose();

    IEnumerable<Measurement<long>> Uplinks()
    {
        for (var kind = 0; kind < _uplinks.Length; kind++)
            if (Interlocked.Read(ref _uplinks[kind]) is > 0 and var count)
                yield return new(count, new KeyValuePair<string, object?>("kind", ((RecordKind)kind).ToString()));
    }
}
