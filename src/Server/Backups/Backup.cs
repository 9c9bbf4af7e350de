using System.IO.Compression;
using System.Text.Json;
using Dukou.Server.Api;
using Dukou.Server.Files;
using Dukou.Server.History;
using Dukou.Server.Storage;

namespace Dukou.Server.Backups;

/// <summary>
/// A consistent archive of everything durable, taken while the platform runs. The inbox keeps all records meanwhile and is copied last:
/// whatever a copied projection has not seen yet is in the copied inbox, and the inbox's sequences lie above every copied cursor. The
/// archive holds the encryption keys and the key of the platform's own CA; its manifest says so.
/// </summary>
sealed class Backup(DataFolder folder, Databases databases, Inbox inbox, HistoryFiles history, ServerOptions options, TimeProvider clock)
{
    const int Format = 1;
    const string ManifestName = "backup.json";
    const string Warning = "This archive holds the encryption keys and the key of the platform's own CA. Who has it can read every secret in it: keep it as safe as the data folder.";

    static readonly string[] PlainFiles = ["ca.pem"];

    /// <summary>Writes the archive to <paramref name="path"/>, which appears only when it is whole.</summary>
    /// <param name="path">A file that does not exist.</param>
    /// <param name="progress">Is told the bytes of the data that are in the archive, and of all.</param>
    /// <param name="cancellationToken">Ends it; nothing stays behind.</param>
    /// <exception cref="StorageException">The archive can't be written, or there is a file of that name.</exception>
    public async Task CreateAsync(string path, Action<long, long>? progress = null, CancellationToken cancellationToken = default)
    {
        // Copying blocks on the disk for as long as the data is large: a thread of its own.
        await Task.Factory.StartNew(() => Create(path, progress, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Unpacks an archive into a folder that is empty or does not exist.</summary>
    /// <exception cref="StorageException">The folder holds something, or the archive is none of ours.</exception>
    public static void Restore(string path, string targetFolder, Action<long, long>? progress = null)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            using (var text = (archive.GetEntry(ManifestName) ?? throw new StorageException($"{path} is not a backup of this platform.")).Open())
                if (JsonSerializer.Deserialize<Manifest>(text, Json.Options)?.Format is not Format and var format)
                    throw new StorageException($"{path} is a backup of format {format}; this release reads format {Format}.");
            if (Directory.Exists(targetFolder) && Directory.EnumerateFileSystemEntries(targetFolder).Any())
                throw new StorageException($"{targetFolder} is not empty; restore into a new folder.");
            using var folder = DataFolder.Open(targetFolder, ephemeral: false);
            var (done, all) = (0L, archive.Entries.Sum(entry => entry.Length));
            foreach (var entry in archive.Entries)
            {
                if (entry.FullName != ManifestName)
                    Unpack(entry, folder);
                progress?.Invoke(done += entry.Length, all);
            }
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException or JsonException)
        {
            throw new StorageException($"{path} can't be restored to {targetFolder}: {failure.Message}", failure);
        }
    }

    void Create(string path, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
            throw new StorageException($"{path} exists already; a backup never overwrites a file.");
        var part = path + ".part";
        // Files come and go meanwhile: about so many.
        var (done, all) = (0L, progress is null ? 0 : new DirectoryInfo(folder.Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Exists ? file.Length : 0));
        void Tell(long bytes) => progress?.Invoke(done = Math.Min(done + bytes, all), all);
        try
        {
            using (var stream = new FileStream(part, OwnerOnly.Writing(FileMode.Create)))
            using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
            using (inbox.HoldTruncation())
            {
                using (var text = archive.CreateEntry(ManifestName).Open())
                    JsonSerializer.Serialize(text, new Manifest(Format, clock.GetUtcNow(), Warning), Json.Options);
                Tell(Copy(archive, "core.db", databases.Core.Backup, cancellationToken));
                Tell(Copy(archive, "shadow.db", databases.Shadow.Backup, cancellationToken));
                Tell(Copy(archive, "traces.db", databases.Traces.Backup, cancellationToken));
                Tell(Copy(archive, "exchange.db", databases.Exchange.Backup, cancellationToken));
                Tell(Copy(archive, "audit.db", databases.Audit.Backup, cancellationToken));
                // The newest day first: its cursor counts, and an older file may then only hold more than that says, never less.
                foreach (var day in history.Days)
                    if (history.Read(day) is { } connection)
                        using (connection)
                            Tell(Copy(archive, day.FileName, target => SqliteFile.Backup(connection, target), cancellationToken));
                Tell(Copy(archive, "inbox.db", inbox.Backup, cancellationToken));
                foreach (var name in PlainFiles)
                    if (File.Exists(folder.File(name)))
                        archive.CreateEntryFromFile(folder.File(name), name);
                var keys = options.KeysFolder ?? folder.File(DataFolder.KeysName);
                if (Directory.Exists(keys))
                    foreach (var key in Directory.EnumerateFiles(keys))
                        archive.CreateEntryFromFile(key, $"{DataFolder.KeysName}/{Path.GetFileName(key)}");
                CopyFiles(archive, Tell, cancellationToken);
            }
            File.Move(part, path);
            Tell(all);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or Microsoft.Data.Sqlite.SqliteException)
        {
            throw new StorageException($"The backup {path} can't be written: {failure.Message}", failure);
        }
        finally
        {
            File.Delete(part);
        }
    }

    // A file never changes under its name; one that came after the copy of core.db is nobody's and goes at the next start.
    void CopyFiles(ZipArchive archive, Action<long> tell, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder.File(FileBlobs.FolderName)))
            return;
        foreach (var file in Directory.EnumerateFiles(folder.File(FileBlobs.FolderName)))
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                archive.CreateEntryFromFile(file, $"{FileBlobs.FolderName}/{Path.GetFileName(file)}", CompressionLevel.Fastest);
                tell(new FileInfo(file).Length);
            }
            catch (FileNotFoundException)
            {
                // Deleted meanwhile, and so it is in the archive.
            }
    }

    // By way of a file beside the archive, for SQLite writes a copy to a file only. Returns the bytes of the copy.
    static long Copy(ZipArchive archive, string name, Action<string> backup, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var temporary = Path.Combine(Path.GetTempPath(), $"dukou-backup-{Guid.NewGuid():N}");
        Directory.CreateDirectory(temporary);
        try
        {
            var copy = Path.Combine(temporary, name);
            using (new FileStream(copy, OwnerOnly.Writing(FileMode.CreateNew)))
            {
            }
            backup(copy);
            archive.CreateEntryFromFile(copy, name, CompressionLevel.Fastest);
            return new FileInfo(copy).Length;
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    static void Unpack(ZipArchiveEntry entry, DataFolder folder)
    {
        // Names are ours alone: a plain file name, or one below the folder of keys or of files.
        var name = entry.FullName;
        var below = new[] { DataFolder.KeysName, FileBlobs.FolderName }.FirstOrDefault(known => name.StartsWith(known + "/", StringComparison.Ordinal));
        if (entry.Name.Length == 0 || entry.Name is "." or ".." || name != (below is null ? entry.Name : $"{below}/{entry.Name}"))
            throw new InvalidDataException($"the archive holds an entry that no backup has: {name}");
        if (below is not null)
            OwnerOnly.CreateFolder(folder.File(below));
        var target = below is null ? folder.File(entry.Name) : Path.Combine(folder.File(below), entry.Name);
        using var source = entry.Open();
        using var file = new FileStream(target, OwnerOnly.Writing(FileMode.CreateNew));
        source.CopyTo(file);
    }

    sealed record Manifest(int Format, DateTimeOffset CreatedAt, string Warning);
}
