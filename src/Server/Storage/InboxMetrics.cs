using System.Diagnostics.Metrics;

namespace Dukou.Server.Storage;

/// <summary>What an operator watches at the inbox: records, commits, their duration, what waits, and whether it can be written.</summary>
sealed class InboxMetrics : IDisposable
{
    public const string MeterName = "Dukou.Storage";

    readonly Meter _meter = new(MeterName);
    readonly Counter<long> _records;
    readonly Counter<long> _bytes;
    readonly Counter<long> _failures;
    readonly Histogram<double> _commits;

    public InboxMetrics(Inbox inbox)
    {
        _records = _meter.CreateCounter<long>("dukou.inbox.records", "{record}", "Records made durable.");
        _bytes = _meter.CreateCounter<long>("dukou.inbox.bytes", "By", "Bytes made durable.");
        _failures = _meter.CreateCounter<long>("dukou.inbox.write_failures", "{failure}", "Writes that the disk refused.");
        _commits = _meter.CreateHistogram<double>("dukou.inbox.commit.duration", "s", "Time of one commit.");
        _meter.CreateObservableGauge("dukou.inbox.waiting", () => inbox.WaitingBytes, "By", "Bytes that wait for their commit.");
        _meter.CreateObservableGauge("dukou.inbox.disk", () => inbox.DiskBytes, "By", "Bytes of batches in the file.");
        _meter.CreateObservableGauge("dukou.projection.waiting", () => inbox.Cursors.Select(cursor =>
            new Measurement<long>(Math.Max(0, inbox.Head - cursor.Position), new KeyValuePair<string, object?>("reader", cursor.Name))),
            "{record}", "Durable records that a reader of the inbox has not taken over yet.");
        _meter.CreateObservableGauge("dukou.projection.unread", () => inbox.Cursors.Select(cursor =>
            new Measurement<long>(Math.Max(0, inbox.Head - cursor.ReadThrough), new KeyValuePair<string, object?>("reader", cursor.Name))),
            "{record}", "Durable records that a reader of the inbox has not read yet; what it has read may still be in its memory.");
        _meter.CreateObservableGauge("dukou.inbox.full", () => inbox.Full ? 1 : 0, description: "1 while nothing is taken, so that sockets are not read.");
        _meter.CreateObservableGauge("dukou.inbox.failing", () => inbox.Failing is null ? 0 : 1, description: "1 while the file can't be written.");
    }

    public void Committed(int records, int bytes, TimeSpan duration)
    {
        _records.Add(records);
        _bytes.Add(bytes);
        _commits.Record(duration.TotalSeconds);
    }

    public void WriteFailed() => _failures.Add(1);

    public void Dispose() => _meter.Dispose();
}
