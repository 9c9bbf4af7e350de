using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.Traces;

/// <summary>The rows of traces.db. Written by the ledger only, in slices of at most <see cref="SliceMax"/>; read by anybody.</summary>
sealed class TraceStore(Databases databases, TraceOptions options)
{
    /// <summary>A background transaction lasts no longer.</summary>
    public static readonly TimeSpan SliceMax = TimeSpan.FromMilliseconds(20);

    // The commit itself must fit into the slice, too.
    static readonly TimeSpan InsertMax = SliceMax * 0.5;
    const int DeleteRows = 200;
    const string Columns = "sequence, position, at, kind, outcome, device_id, request_id, topic, client_id, remote_address, code, arguments, more, excerpt, detail";
    static readonly string InsertSql = $"insert into trace ({Columns}) values (@{Columns.Replace(", ", ", @", StringComparison.Ordinal)})";

    readonly Database _file = databases.Traces;
    readonly TraceCounts _counts = new(options);
    volatile bool _countsDoubtful;

    /// <summary>The highest sequence that may have been given out by an earlier run.</summary>
    public long ReadReserved() => _file.Read(traces => Math.Max(
        traces.Scalar<long>("select reserved from trace_sequence where id = 1"), traces.Scalar<long>("select max(sequence) from trace")));

    public Task ReserveAsync(long through, CancellationToken cancellationToken) => _file.WriteAsync(
        traces => traces.Execute("update trace_sequence set reserved = @through where id = 1", ("@through", through)), WritePriority.Background, cancellationToken);

    /// <summary>Writes as many of the rows from <paramref name="first"/> on as fit into one slice, and drops what is beyond the bounds; returns how many.</summary>
    public async Task<int> InsertAsync(IReadOnlyList<TraceRow> rows, int first, CancellationToken cancellationToken)
    {
        try
        {
            return await _file.WriteAsync(traces => Insert(traces, rows, first), WritePriority.Background, cancellationToken);
        }
        catch
        {
            // Nothing of the slice was written.
            _countsDoubtful = true;
            throw;
        }
    }

    public DateTimeOffset? Oldest() => _file.Read(traces => traces.First("select min(at) from trace", row => row.Instant(0)));

    /// <summary>Deletes a slice of what is older than <paramref name="oldest"/>; returns how many rows.</summary>
    public Task<int> DeleteBeforeAsync(DateTimeOffset oldest, CancellationToken cancellationToken) => _file.WriteAsync(traces =>
    {
        _counts.Forget();
        return traces.Execute("delete from trace where sequence in (select sequence from trace where at < @oldest order by at limit @rows)",
            ("@oldest", oldest), ("@rows", DeleteRows));
    }, WritePriority.Background, cancellationToken);

    public Task ClearAsync(CancellationToken cancellationToken) => _file.WriteAsync(traces =>
    {
        _counts.Forget();
        traces.Execute("delete from trace");
    }, cancellationToken: cancellationToken);

    /// <summary>Newest first, below <paramref name="before"/>.</summary>
    public List<TraceRow> Read(TraceFilter filter, TracePlace before, int limit) => _file.Read(traces =>
    {
        var where = new Where(filter);
        where.Add("(position, sequence) < (@position, @sequence)", ("@position", before.Position), ("@sequence", before.Sequence));
        return where.Query(traces, $"select {Columns} from trace {where} order by position desc, sequence desc limit {limit.ToString(CultureInfo.InvariantCulture)}");
    });

    /// <summary>In the order of their sequence, above <paramref name="after"/> and up to <paramref name="through"/>.</summary>
    public List<TraceRow> ReadAfter(TraceFilter filter, long after, long through, int limit) => _file.Read(traces =>
    {
        var where = new Where(filter);
        where.Add("sequence > @after and sequence <= @through", ("@after", after), ("@through", through));
        return where.Query(traces, $"select {Columns} from trace {where} order by sequence limit {limit.ToString(CultureInfo.InvariantCulture)}");
    });

    /// <summary>How many rows lie above <paramref name="after"/> and up to <paramref name="through"/>.</summary>
    public long Count(TraceFilter filter, long after, long through) => _file.Read(traces =>
    {
        var where = new Where(filter);
        where.Add("sequence > @after and sequence <= @through", ("@after", after), ("@through", through));
        return where.Count(traces);
    });

    /// <summary>Devices that a request was about.</summary>
    public List<string> DevicesOf(string requestId, int limit) => _file.Read(traces => traces.Query(
        "select distinct device_id from trace where request_id = @request and device_id is not null limit @limit",
        row => row.GetString(0), ("@request", requestId), ("@limit", limit)));

    int Insert(DbConnection traces, IReadOnlyList<TraceRow> rows, int first)
    {
        var started = Stopwatch.GetTimestamp();
        if (_countsDoubtful)
            _counts.Forget();
        _countsDoubtful = false;
        var next = first;
        do
        {
            Insert(traces, rows[next]);
            _counts.Added(traces, rows[next].Entry.DeviceId);
            next++;
        }
        while (next < rows.Count && Stopwatch.GetElapsedTime(started) < InsertMax);
        return next - first;
    }

    static void Insert(DbConnection traces, TraceRow row) => traces.Execute(InsertSql,
        ("@sequence", row.Place.Sequence), ("@position", row.Place.Position), ("@at", row.Entry.At), ("@kind", Words.Of(row.Entry.Kind)), ("@outcome", Words.Of(row.Entry.Outcome)),
        ("@device_id", row.Entry.DeviceId), ("@request_id", row.Entry.RequestId), ("@topic", row.Entry.Topic), ("@client_id", row.Entry.ClientId),
        ("@remote_address", row.Entry.RemoteAddress), ("@code", row.Entry.Because.Code), ("@arguments", ReasonValues.Write(row.Entry.Because.Values)), ("@more", row.More),
        ("@excerpt", row.Entry.Excerpt), ("@detail", row.Entry.Detail));

    static TraceRow Row(DbDataReader row) => new(
        new(row.GetInt64(1), row.GetInt64(0)),
        new TraceEntry(Enum.Parse<TraceKind>(row.GetString(3), ignoreCase: true), Enum.Parse<TraceOutcome>(row.GetString(4), ignoreCase: true),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)), new Because(ReasonCatalogue.Find(row.GetString(10)), ReasonValues.Read(row.Text(11))))
        {
            DeviceId = row.Text(5),
            RequestId = row.Text(6),
            Topic = row.Text(7),
            ClientId = row.Text(8),
            RemoteAddress = row.Text(9),
            Excerpt = row.Text(13),
            Detail = row.Text(14),
        },
        row.GetInt64(12));

    /// <summary>A filter as SQL.</summary>
    sealed class Where
    {
        readonly List<string> _conditions = [];
        readonly List<(string Name, object? Value)> _parameters = [];

        public Where(TraceFilter filter)
        {
            Equal("device_id", filter.DeviceId);
            Equal("request_id", filter.RequestId);
            Equal("client_id", filter.ClientId);
            Equal("kind", filter.Kind is { } kind ? Words.Of(kind) : null);
            Equal("outcome", filter.Outcome is { } outcome ? Words.Of(outcome) : null);
            // Says "contains" in every dialect, and heeds the case.
            if (filter.Topic is { } topic)
                Add("replace(topic, @topic, '') <> topic", ("@topic", topic));
            if (filter.From is { } from)
                Add("at >= @from", ("@from", from));
            if (filter.To is { } to)
                Add("at <= @to", ("@to", to));
        }

        public void Add(string condition, params ReadOnlySpan<(string Name, object? Value)> parameters)
        {
            _conditions.Add(condition);
            _parameters.AddRange(parameters);
        }

        public List<TraceRow> Query(DbConnection traces, string sql) => traces.Query(sql, Row, [.. _parameters]);

        public long Count(DbConnection traces) => traces.Scalar<long>($"select count(*) from trace {this}", [.. _parameters]);

        public override string ToString() => "where " + string.Join(" and ", _conditions);

        void Equal(string column, string? value)
        {
            if (value is not null)
                Add($"{column} = @{column}", ("@" + column, value));
        }
    }
}
