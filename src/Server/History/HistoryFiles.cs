using Dukou.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Dukou.Server.History;

/// <summary>
/// The day files of the data folder. The list may be read by any thread; opening for writing and deleting belong to the history
/// projection's thread.
/// </summary>
sealed class HistoryFiles(DataFolder folder) : IDisposable
{
    // Guards _days.
    readonly Lock _gate = new();
    readonly SortedSet<HistoryDay> _days = [.. Directory.EnumerateFiles(folder.Path).Select(path => HistoryDay.OfFile(Path.GetFileName(path))).OfType<HistoryDay>()];
    readonly Dictionary<HistoryDay, DayFile> _open = [];

    /// <summary>The days that have a file, newest first.</summary>
    public IReadOnlyList<HistoryDay> Days
    {
        get
        {
            lock (_gate)
                return [.. _days.Reverse()];
        }
    }

    public string PathOf(HistoryDay day) => folder.File(day.FileName);

    /// <summary>The bytes of all files, write-ahead logs included.</summary>
    public long Bytes => Days.Sum(BytesOf);

    public long BytesOf(HistoryDay day) => Length(PathOf(day)) + Length(PathOf(day) + "-wal");

    /// <summary>The day's file for writing, made when it is missing.</summary>
    public DayFile Write(HistoryDay day, long cursor)
    {
        if (_open.TryGetValue(day, out var open))
            return open;
        var file = DayFile.Open(PathOf(day), day, cursor);
        _open.Add(day, file);
        lock (_gate)
            _days.Add(day);
        return file;
    }

    /// <summary>Closes the files that are open for writing, except those to keep.</summary>
    public void CloseExcept(IReadOnlySet<HistoryDay> keep)
    {
        foreach (var (day, file) in _open.Where(entry => !keep.Contains(entry.Key)).ToList())
        {
            file.Dispose();
            _open.Remove(day);
        }
    }

    public void Delete(HistoryDay day)
    {
        if (_open.Remove(day, out var open))
            open.Dispose();
        lock (_gate)
            _days.Remove(day);
        File.Delete(PathOf(day) + "-wal");
        File.Delete(PathOf(day) + "-shm");
        File.Delete(PathOf(day));
    }

    /// <summary>Opens a day for reading; null when it has been deleted meanwhile.</summary>
    public SqliteConnection? Read(HistoryDay day)
    {
        try
        {
            return SqliteFile.Open(PathOf(day), readOnly: true);
        }
        catch (SqliteException) when (!File.Exists(PathOf(day)))
        {
            return null;
        }
    }

    public void Dispose() => CloseExcept(new HashSet<HistoryDay>());

    static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
