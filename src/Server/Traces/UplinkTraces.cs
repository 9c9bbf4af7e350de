using System.Text;
using System.Text.Json;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.Traces;

/// <summary>The traces of uplinks that were stored: nobody writes them, they are derived from the log and the history when somebody asks.</summary>
sealed class UplinkTraces(Inbox inbox)
{
    // A page looks through so many uplinks of all devices at most; the next page goes on from there.
    const int ScanMax = 20_000;
    const int WindowMin = 256;
    const int WindowMax = 4096;

    long _forgotten;

    /// <summary>Uplinks up to here are not shown any more; 0 but after a reset.</summary>
    public long ForgottenThrough => Volatile.Read(ref _forgotten);

    /// <summary>For the reset of an ephemeral platform: log and history go with its folder.</summary>
    public void ForgetAll() => Volatile.Write(ref _forgotten, inbox.LastAppended);

    /// <summary>
    /// Uplinks of all devices that are still in the log, newest first, below <paramref name="before"/>. <c>Floor</c> says how far it was
    /// looked when that was not to the end.
    /// </summary>
    public (List<TraceRow> Rows, long? Floor) ReadLog(TraceFilter filter, TracePlace before, int limit)
    {
        var filtered = new UplinkFilter(filter);
        var rows = new List<TraceRow>();
        var high = Math.Min(Highest(before), inbox.Head);
        var window = WindowMin;
        for (var scanned = 0; high > ForgottenThrough && rows.Count < limit; scanned += window)
        {
            if (scanned >= ScanMax)
                return (rows, high);
            var low = Math.Max(ForgottenThrough, high - window);
            if (!ReadWindow(filtered, low, high, rows))
                break;
            high = low;
            window = Math.Min(window * 2, WindowMax);
        }
        return (rows, null);
    }

    /// <summary>
    /// What of the log above <paramref name="after"/> passes the filter, up to <paramref name="limit"/> rows of one batch; how far that
    /// reaches; and how many records are gone that lay before it. Null when there is nothing above.
    /// </summary>
    public (List<TraceRow> Rows, long Through, long Gone)? ReadNext(UplinkFilter filter, long after, int limit)
    {
        using var batch = inbox.ReadAfter(after);
        if (batch is null)
            return null;
        var rows = new List<TraceRow>();
        for (var records = batch.Read(); records.Read();)
            if (records.Current.Sequence > after && filter.Matches(records.Current))
            {
                rows.Add(Row(records.Current));
                if (rows.Count == limit)
                    break;
            }
        return (rows, rows.Count == limit ? rows[^1].Place.Position : batch.LastSequence, Math.Max(0, batch.FirstSequence - after - 1));
    }

    /// <summary>How many records from above <paramref name="after"/> to <paramref name="through"/> pass the filter; those that the log has no more count all.</summary>
    public long Count(UplinkFilter filter, long after, long through)
    {
        var count = 0L;
        while (after < through && inbox.ReadAfter(after) is { } batch)
            using (batch)
            {
                count += Math.Max(0, Math.Min(batch.FirstSequence - 1, through) - after);
                for (var records = batch.Read(); records.Read() && records.Current.Sequence <= through;)
                    if (records.Current.Sequence > after && filter.Matches(records.Current))
                        count++;
                after = batch.LastSequence;
            }
        return count;
    }

    /// <summary>The highest sequence of an uplink below <paramref name="before"/>.</summary>
    public static long Highest(TracePlace before) => before.Sequence > 0 ? before.Position : before.Position - 1;

    public static TraceRow Row(in StoredRecord record)
    {
        var because = record.Drops.IsEmpty ? UplinkReasons.Stored : UplinkReasons.PartlyDropped.With(("drops", Drops(record.Drops)));
        return new TraceRow(new TracePlace(record.Sequence, 0), new TraceEntry(TraceKind.Uplink, TraceOutcome.Done, DateTimeOffset.FromUnixTimeMilliseconds(record.ReceivedAt), because)
        {
            DeviceId = Encoding.UTF8.GetString(record.DeviceId),
            Topic = Encoding.UTF8.GetString(record.Topic),
            RequestId = record.RequestId.IsEmpty ? null : Encoding.UTF8.GetString(record.RequestId),
            Excerpt = TraceEntry.ExcerptOf(record.Payload),
            Detail = record.Properties.IsEmpty ? null : PropertiesText.Of(record.Properties),
        });
    }

    // False when the log has nothing of the window any more.
    bool ReadWindow(UplinkFilter filter, long low, long high, List<TraceRow> rows)
    {
        var (found, any) = (new List<TraceRow>(), false);
        for (var next = low; next < high && inbox.ReadAfter(next) is { } batch;)
            using (batch)
            {
                for (var records = batch.Read(); records.Read() && records.Current.Sequence <= high;)
                    if (records.Current.Sequence > low)
                    {
                        any = true;
                        if (filter.Matches(records.Current))
                            found.Add(Row(records.Current));
                    }
                next = batch.LastSequence;
            }
        found.Reverse();
        rows.AddRange(found);
        return any;
    }

    static string Drops(ReadOnlySpan<byte> json)
    {
        var sentences = new List<string>();
        for (var reader = new Utf8JsonReader(json); reader.Read();)
            if (reader.TokenType == JsonTokenType.String)
                sentences.Add(reader.GetString()!); // A string token.
        return string.Join("; ", sentences);
    }
}
