using System.Data.Common;
using System.Text.Json;
using Dukou.Protocol.Iotda;
using Dukou.Server.Api;
using Dukou.Server.Storage;

namespace Dukou.Server.History;

/// <summary>The history as others read it. Reads block on the disk; they see what was written up to the last <see cref="UpToDateAsync"/>.</summary>
sealed class HistoryStore(Inbox inbox, HistoryProjection projection, HistoryFiles files, ApiOptions options)
{
    /// <summary>Read your writes: completes once everything of the device that was durable at the call can be read.</summary>
    /// <exception cref="IotdaException">503 when that takes longer than <see cref="ApiOptions.ReadWaitMax"/>.</exception>
    public async Task UpToDateAsync(string deviceId)
    {
        if (!await projection.WaitUntilAsync(deviceId, inbox.Head, options.ReadWaitMax))
            throw Errors.Busy(projection.Failing is { } problem
                ? $"The history can't be written at present ({problem}); try again later."
                : $"The history is more than {options.ReadWaitMax.TotalSeconds:0.#} seconds behind what devices send; try again in a moment.");
    }

    /// <summary>
    /// A device's records received from <paramref name="from"/> to <paramref name="to"/>, newest first, older than <paramref name="before"/>.
    /// Continue with the last record's position.
    /// </summary>
    /// <param name="deviceId">The device.</param>
    /// <param name="from">First instant of receipt.</param>
    /// <param name="to">Last instant of receipt.</param>
    /// <param name="kinds">A mask of <see cref="RecordKinds"/>.</param>
    /// <param name="before">The place to continue from; <see cref="HistoryPosition.Newest"/> at first.</param>
    /// <param name="limit">The most records returned.</param>
    /// <param name="keep">Which records count; all when null.</param>
    public List<HistoryRecord> ReadRecords(string deviceId, DateTimeOffset from, DateTimeOffset to, int kinds, HistoryPosition before, int limit, Func<StoredRecord, bool>? keep = null)
    {
        var (t0, t1) = (from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        var found = new List<HistoryRecord>();
        using var unpacker = new ChunkUnpacker();
        foreach (var day in files.Days.Where(day => day.CompareTo(HistoryDay.Of(from)) >= 0 && day.CompareTo(HistoryDay.Of(to)) <= 0 && day.CompareTo(before.Day) <= 0))
        {
            if (found.Count >= limit)
                break;
            var above = day == before.Day ? before.Sequence : long.MaxValue;
            Scan(day, rows => $"{rows.Walk} select {rows.Blob} from walk where first_seq < @above and t1 >= @from and t0 <= @to and (kinds & @kinds) <> 0",
                (file, row) =>
                {
                    var chunk = new List<HistoryRecord>();
                    ReadOnlySpan<byte> points = unpacker.Unpack(row.GetFieldValue<byte[]>(0), file);
                    while (!points.IsEmpty)
                    {
                        var record = ChunkFormat.ReadPoint(ref points);
                        if (record.Sequence < above && record.ReceivedAt >= t0 && record.ReceivedAt <= t1 && (record.Kind.Bit() & kinds) != 0 && keep?.Invoke(record) != false)
                            chunk.Add(new(new(day, record.Sequence), record.Bytes.ToArray()));
                    }
                    chunk.Reverse();
                    found.AddRange(chunk.Take(limit - found.Count));
                    return found.Count < limit;
                }, ("@device", deviceId), ("@above", above), ("@from", t0), ("@to", t1), ("@kinds", kinds));
        }
        return found;
    }

    /// <summary>The newest <paramref name="limit"/> values of one property whose event time lies in the range, in order of event time.</summary>
    public List<PropertyPoint> ReadProperty(string deviceId, string serviceId, string property, DateTimeOffset from, DateTimeOffset to, int limit)
    {
        var (e0, e1) = (from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        var scan = new PropertyScan(serviceId, property, e0, e1, limit);
        // An event is received at most so long after it happened, or so long before by a clock that is ahead.
        var firstDay = HistoryDay.OfMilliseconds(e0 - (long)EventTimes.EarlinessMax.TotalMilliseconds);
        var lastDay = HistoryDay.OfMilliseconds(e1 + (long)EventTimes.LatenessMax.TotalMilliseconds);
        using var unpacker = new ChunkUnpacker();
        foreach (var day in files.Days.Where(day => day.CompareTo(firstDay) >= 0 && day.CompareTo(lastDay) <= 0))
            Scan(day, rows => $"{rows.Walk} select e1, {rows.Blob} from walk where e1 >= @from and e0 <= @to and (kinds & @kinds) <> 0",
                (file, row) =>
                {
                    if (scan.MayMatter(row.GetInt64(0)))
                        scan.Take(unpacker.Unpack(row.GetFieldValue<byte[]>(1), file));
                    return true;
                }, ("@device", deviceId), ("@from", e0), ("@to", e1), ("@kinds", RecordKind.PropertyReport.Bit()));
        return scan.Points();
    }

    void Scan(HistoryDay day, Func<ChunkRows, string> sql, Func<DbConnection, DbDataReader, bool> row, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var connection = files.Read(day);
        if (connection is null)
            return;
        using var command = connection.CreateCommand();
        command.CommandText = sql(ChunkRows.Of(connection));
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        using var reader = command.ExecuteReader();
        while (reader.Read() && row(connection, reader))
        {
        }
    }

    /// <summary>Collects one property's newest values by event time.</summary>
    sealed class PropertyScan(string serviceId, string property, long from, long to, int limit)
    {
        readonly byte[] _service = System.Text.Encoding.UTF8.GetBytes(serviceId);
        // The oldest is at the head, ready to make place. Equal event times: the later record is the newer one.
        readonly PriorityQueue<PropertyPoint, (long, long)> _newest = new();

        public bool MayMatter(long eventTo) => limit > 0 && (_newest.Count < limit || !_newest.TryPeek(out _, out var oldest) || eventTo >= oldest.Item1);

        public void Take(ReadOnlySpan<byte> points)
        {
            while (!points.IsEmpty)
            {
                var record = ChunkFormat.ReadPoint(ref points);
                if (record.Kind == RecordKind.PropertyReport)
                    for (var entries = new ReportEntries(record.Payload); entries.MoveNext();)
                        if (entries.ServiceId.SequenceEqual(_service))
                            Take(record, entries);
            }
        }

        public List<PropertyPoint> Points()
        {
            var points = new List<PropertyPoint>(_newest.Count);
            while (_newest.TryDequeue(out var point, out _))
                points.Add(point);
            return points;
        }

        void Take(in StoredRecord record, in ReportEntries entry)
        {
            var (at, clamped) = EventTimes.Of(entry.EventTime, record.ReceivedAt);
            if (at < from || at > to || entry.Properties.IsEmpty || Value(entry.Properties) is not { } value)
                return;
            var point = new PropertyPoint(DateTimeOffset.FromUnixTimeMilliseconds(at), clamped, DateTimeOffset.FromUnixTimeMilliseconds(record.ReceivedAt), record.Sequence, value);
            if (_newest.Count < limit)
                _newest.Enqueue(point, (at, record.Sequence));
            else
                _newest.EnqueueDequeue(point, (at, record.Sequence));
        }

        JsonElement? Value(ReadOnlySpan<byte> properties)
        {
            var reader = new Utf8JsonReader(properties);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var wanted = reader.ValueTextEquals(property);
                reader.Read();
                if (wanted)
                    return reader.TokenType == JsonTokenType.Null ? null : JsonElement.ParseValue(ref reader);
                reader.Skip();
            }
            return null;
        }
    }
}
