using System.Diagnostics.Metrics;
using Dukou.Server.Storage;

namespace Dukou.Server.Pipeline;

/// <summary>Counts of the pipeline; names follow OpenTelemetry.</summary>
sealed class PipelineMetrics : IDisposable
{
    public const string MeterName = "Dukou.Pipeline";

    // Boxed once: counting a report must not allocate.
    static readonly KeyValuePair<string, object?>[] Kinds = [.. Enumerable.Range(0, (int)Enum.GetValues<RecordKind>().Max() + 1)
        .Select(kind => new KeyValuePair<string, object?>("kind", ((RecordKind)kind).ToString()))];

    readonly Meter _meter = new(MeterName);
    readonly Counter<long> _uplinks;
    readonly Counter<long> _refused;

    public PipelineMetrics(TraceFeed traces, PendingRequests pending)
    {
        _uplinks = _meter.CreateCounter<long>("dukou.uplink.messages", "{message}", "Publishes from devices that were stored, by kind.");
        _refused = _meter.CreateCounter<long>("dukou.uplink.refused", "{message}", "Publishes from devices that were refused, by reason.");
        _meter.CreateObservableGauge("dukou.requests.waiting", () => pending.Count, "{request}", "Requests to devices that wait for an answer.");
        _meter.CreateObservableGauge("dukou.traces.waiting", () => traces.Waiting, "{entry}", "Trace entries that wait for the ledger.");
        _meter.CreateObservableCounter("dukou.traces.lost", () => traces.Lost, "{entry}", "Trace entries that found no place and were counted only.");
    }

    public void Uplink(RecordKind kind) => _uplinks.Add(1, Kinds[(int)kind]);

    public void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Dispose() => _meter.Dispose();
}
