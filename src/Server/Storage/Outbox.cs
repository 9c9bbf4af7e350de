using System.Data.Common;

namespace Dukou.Server.Storage;

/// <summary>One state change: IoTDA's resource and event, and the <c>notify_data</c> of its notification as JSON.</summary>
sealed record OutboxEntry(long Sequence, DateTimeOffset At, string Resource, string Event, string Document);

/// <summary>
/// The ordered record of state changes that come from no socket (registry, status, message and command states). A change is appended
/// in the core.db transaction that makes it, so neither exists without the other; forwarding, linkage and traces read it, each with
/// its own cursor. Sequence numbers grow in the order of the commits and serve as versions of the rows that they change.
/// Bound: rows that every reader has passed go, and so do rows older than <see cref="KeptMax"/> or beyond <see cref="RowsMax"/>.
/// </summary>
sealed class Outbox
{
    public static readonly TimeSpan KeptMax = TimeSpan.FromDays(7);
    public const long RowsMax = 1_000_000;
    // One slice of a deletion stays well below the 20 ms that a background transaction may last.
    const int SliceRows = 1_000;

    readonly Database _core;
    readonly TimeProvider _clock;
    readonly RetentionPace _pace;
    long _last;

    public Outbox(Databases databases, TimeProvider clock)
    {
        _core = databases.Core;
        _clock = clock;
        _pace = new RetentionPace(clock);
        // Above every cursor as well: a restored outbox may be older than what its readers have seen.
        _last = Math.Max(Head, _core.Read(core => core.Scalar<long>("select max(sequence) from outbox_cursor")));
    }

    /// <summary>The newest committed sequence number; 0 before the first.</summary>
    public long Head => _core.Read(core => core.Scalar<long>("select max(sequence) from outbox"));

    /// <summary>Appends within a write of core.db and answers the sequence number. Only the writer thread calls it.</summary>
    public long Append(DbConnection core, string resource, string @event, Func<long, string> document)
    {
        var sequence = ++_last;
        core.Execute("insert into outbox (sequence, at, resource, event, document) values (@sequence, @at, @resource, @event, @document)",
            ("@sequence", sequence), ("@at", _clock.GetUtcNow()), ("@resource", resource), ("@event", @event), ("@document", document(sequence)));
        return sequence;
    }

    /// <summary>Up to <paramref name="max"/> entries after <paramref name="sequence"/>, oldest first.</summary>
    public IReadOnlyList<OutboxEntry> ReadAfter(long sequence, int max) => _core.Read(core => core.Query(
        "select sequence, at, resource, event, document from outbox where sequence > @sequence order by sequence limit @max",
        Entry, ("@sequence", sequence), ("@max", max)));

    /// <inheritdoc cref="ReadAfter(long, int)"/>
    /// <remarks>Of one of two resources only.</remarks>
    public IReadOnlyList<OutboxEntry> ReadAfter(long sequence, int max, string resource, string orResource) => _core.Read(core => core.Query(
        "select sequence, at, resource, event, document from outbox where sequence > @sequence and resource in (@resource, @or_resource) order by sequence limit @max",
        Entry, ("@sequence", sequence), ("@resource", resource), ("@or_resource", orResource), ("@max", max)));

    /// <summary>Sequence numbers go on above that of a reader which keeps its cursor in a file of its own: a restored outbox may be older than it.</summary>
    public Task StartAboveAsync(long sequence, CancellationToken cancellationToken) =>
        _core.WriteAsync(_ => _last = Math.Max(_last, sequence), cancellationToken: cancellationToken);

    /// <summary>How far a reader has come; a reader that is new starts at 0.</summary>
    public long CursorOf(string reader) =>
        _core.Read(core => core.Scalar<long>("select sequence from outbox_cursor where reader = @reader", ("@reader", reader)));

    /// <summary>Moves a reader's cursor, within a write of core.db.</summary>
    public static void Advance(DbConnection core, string reader, long sequence) =>
        core.Execute("insert into outbox_cursor (reader, sequence) values (@reader, @sequence) on conflict (reader) do update set sequence = excluded.sequence",
            ("@reader", reader), ("@sequence", sequence));

    /// <summary>Deletes what no reader needs and what is too old, in short slices. The newest row always stays: it carries the sequence over a restart.</summary>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        var oldest = _pace.Reach(_clock.GetUtcNow() - KeptMax, () => _core.Read(core => core.First("select min(at) from outbox", row => row.Instant(0))));
        var passed = Math.Max(
            _core.Read(core => core.Scalar<long>("select min(sequence) from outbox_cursor")),
            Math.Max(Head - RowsMax, _core.Read(core => core.Scalar<long>("select max(sequence) from outbox where at < @oldest", ("@oldest", oldest)))));
        passed = Math.Min(passed, Head - 1);
        while (await _core.WriteAsync(core => core.Execute(
            "delete from outbox where sequence in (select sequence from outbox where sequence <= @passed order by sequence limit @slice)",
            ("@passed", passed), ("@slice", SliceRows)), WritePriority.Background, cancellationToken) == SliceRows)
        {
        }
    }

    static OutboxEntry Entry(DbDataReader row) => new(row.GetInt64(0), row.Instant(1)!.Value, row.GetString(2), row.GetString(3), row.GetString(4));
}
