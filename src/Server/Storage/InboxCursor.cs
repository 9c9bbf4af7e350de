namespace Dukou.Server.Storage;

/// <summary>How far one reader of the inbox has come. The inbox keeps every record above the lowest position, and in memory what is above the lowest reading.</summary>
sealed class InboxCursor(string name, long position, Action moved)
{
    long _position = position;
    long _read = position;

    public string Name { get; } = name;

    /// <summary>Everything up to here is durable at the reader.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Everything up to here has been read, if only into the reader's memory.</summary>
    public long ReadThrough
    {
        get => Volatile.Read(ref _read);
        set => Volatile.Write(ref _read, value);
    }

    /// <summary>Everything up to <paramref name="position"/> is durable at the reader.</summary>
    public void Advance(long position)
    {
        Volatile.Write(ref _position, position);
        moved();
    }
}
