using Dukou.Server.Accounts;
using Dukou.Server.Api;
using Dukou.Server.Storage;

namespace Dukou.Server.Audits;

/// <summary>Which entries are wanted; absent conditions hold for all.</summary>
sealed record AuditFilter(string? UserName, string? Operation, string? Result, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>
/// The entries, in audit.db: a file of its own, so that they share no transaction with what they tell of and go on when the registry is
/// busy. An entry is durable when <see cref="AddAsync"/> completes; those that come together share a commit. Bounds: <see cref="AuditOptions"/>.
/// </summary>
sealed class AuditStore(Databases databases, AccountStore accounts, AuditOptions options, TimeProvider clock)
{
    const int SliceRows = 1000;

    readonly RetentionPace _pace = new(clock);
    // Belongs to the file's writer thread.
    long? _last;

    public Task AddAsync(AuditEntry entry) => databases.Audit.WriteAsync(audit =>
    {
        var sequence = (_last ?? audit.Scalar<long>("select max(sequence) from audit")) + 1;
        entry.Insert(audit, accounts.Project.ProjectId, sequence);
        _last = sequence;
        // Entries go from the oldest on, so their numbers have no gaps that matter.
        audit.Execute("delete from audit where sequence <= @sequence", ("@sequence", sequence - options.EntriesMax));
    });

    /// <summary>The newest first, below <paramref name="before"/>; one more than <paramref name="page"/> asks for tells that there are more.</summary>
    public List<(AuditEntry Entry, long Sequence)> Read(AuditFilter filter, long before, PageRequest page)
    {
        (string Name, object? Value, string Condition)[] conditions =
        [
            ("@user", filter.UserName, "user_name = @user"), ("@operation", filter.Operation, "operation = @operation"), ("@result", filter.Result, "result = @result"),
            ("@from", filter.From, "at >= @from"), ("@to", filter.To, "at <= @to"),
        ];
        var given = conditions.Where(condition => condition.Value is not null).ToList();
        return databases.Audit.Read(audit => AuditEntry.Read(audit,
            string.Concat(given.Select(condition => condition.Condition + " and ")) + "sequence < @before",
            [.. given.Select(condition => (condition.Name, condition.Value)), ("@before", before), ("@limit", page.Limit + 1), ("@offset", page.Offset)]));
    }

    /// <summary>Deletes what is too old; true when there may be more.</summary>
    public Task<bool> DeleteOldAsync(CancellationToken cancellationToken)
    {
        var oldest = _pace.Reach(clock.GetUtcNow() - options.KeptFor, () => databases.Audit.Read(audit => audit.First("select min(at) from audit", row => row.Instant(0))));
        return databases.Audit.WriteAsync(audit => audit.Execute("delete from audit where sequence in (select sequence from audit where at < @oldest order by at limit @max)",
            ("@oldest", oldest), ("@max", SliceRows)) == SliceRows, WritePriority.Background, cancellationToken);
    }
}
