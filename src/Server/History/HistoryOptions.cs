namespace Dukou.Server.History;

/// <summary>How long and how much of what devices sent is kept, and how it is collected. Whole days are deleted, the oldest first.</summary>
public sealed record HistoryOptions
{
    /// <summary>Days before today that are kept.</summary>
    public int DaysMax { get; init; } = 30;

    /// <summary>Bytes of all day files together; the newest day is kept in any case.</summary>
    public long BytesMax { get; init; } = 5L * 1024 * 1024 * 1024;

    /// <summary>
    /// How long records are collected before they are written in chunks, in running time: the longer, the fewer and larger chunks. An inbox
    /// that is full shortens it; for a reader its device's records are written alone. After a crash what was collected is read again from the
    /// inbox.
    /// </summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Bytes of memory that collected records take; at half of it they are written. Overflow action: the inbox is read later. With very
    /// many devices more memory makes larger chunks, which take less time and space.
    /// </summary>
    public int BufferBytesMax { get; init; } = 128 * 1024 * 1024;

    internal IEnumerable<string> Problems()
    {
        if (DaysMax < 1 || BytesMax < 1)
            yield return "history: DaysMax and BytesMax must be at least 1.";
        if (FlushInterval <= TimeSpan.Zero || BufferBytesMax < 1)
            yield return "history: FlushInterval and BufferBytesMax must be greater than zero.";
    }
}
