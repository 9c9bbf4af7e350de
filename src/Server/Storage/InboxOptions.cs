namespace Dukou.Server.Storage;

/// <summary>Bounds of the inbox. When any is reached the inbox is full: nothing more is taken, so sockets are not read (TCP back-pressure).</summary>
public sealed record InboxOptions
{
    /// <summary>Bytes that may wait for their commit. Overflow action: stop reading sockets.</summary>
    public int WaitingBytesMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bytes of records on disk that a projection or forwarder has not read yet. Overflow action: stop reading sockets.</summary>
    public long DiskBytesMax { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>How long, in running time, a durable record may wait for its slowest reader. Overflow action: stop reading sockets.</summary>
    public TimeSpan AgeMax { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Bytes of durable batches that stay in memory until every projection has read them; older ones are read from the file.</summary>
    public int RecentBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>Runs on the commit thread before each commit. Only tests set it: a disk that is slow, or one that refuses (<c>SqliteException</c>).</summary>
    internal Action? BeforeCommit { get; init; }

    internal IEnumerable<string> Problems()
    {
        if (WaitingBytesMax < 1 || RecentBytesMax < 1)
            yield return "inbox: WaitingBytesMax and RecentBytesMax must be at least 1.";
        if (DiskBytesMax < 16 * 1024 * 1024)
            yield return "inbox: DiskBytesMax must be at least 16 MiB.";
        if (AgeMax <= TimeSpan.Zero)
            yield return "inbox: AgeMax must be longer than zero.";
    }
}
