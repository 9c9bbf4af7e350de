namespace Dukou.Server.Audits;

/// <summary>How much is kept of who changed what.</summary>
public sealed record AuditOptions
{
    /// <summary>How long an entry is kept, in domain time: half a year, as rules for operators of networks commonly ask.</summary>
    public TimeSpan KeptFor { get; init; } = TimeSpan.FromDays(183);

    /// <summary>Entries in all, some 300 bytes each; beyond, the oldest goes.</summary>
    public int EntriesMax { get; init; } = 1_000_000;

    /// <summary>Failed sign-ins that are written within a minute; further ones are traced only, so that guessing can't push out the rest.</summary>
    public int FailedSignInsPerMinuteMax { get; init; } = 60;

    internal IEnumerable<string> Problems()
    {
        if (KeptFor <= TimeSpan.Zero)
            yield return "audit: KeptFor must be positive.";
        if (EntriesMax < 1 || FailedSignInsPerMinuteMax < 1)
            yield return "audit: EntriesMax and FailedSignInsPerMinuteMax must be at least 1.";
    }
}
