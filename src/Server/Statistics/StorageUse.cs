using Dukou.Server.Files;
using Dukou.Server.History;
using Dukou.Server.Storage;

namespace Dukou.Server.Statistics;

/// <summary>What the data folder takes, by what it is for. Sizes are read from the file system, some dozen files; those of the devices' files from their table.</summary>
sealed class StorageUse(DataFolder folder, HistoryFiles history, DeviceFileStore files)
{
    // A file of SQLite and its write-ahead log.
    static readonly string[] Databases = ["core", "inbox", "shadow", "exchange", "traces", "audit"];

    public IReadOnlyList<(string Name, long Bytes)> Parts =>
    [
        .. Databases.Select(name => (name, Length($"{name}.db") + Length($"{name}.db-wal"))),
        ("history", history.Bytes),
        ("files", files.Bytes),
    ];

    /// <summary>What the disk has left for this process.</summary>
    public long FreeBytes => new DriveInfo(folder.Path).AvailableFreeSpace;

    long Length(string name) => new FileInfo(folder.File(name)) is { Exists: true } file ? file.Length : 0;
}
