namespace Dukou.Server.Storage;

/// <summary>The folder that holds everything of one installation. A lock file keeps a second process out.</summary>
sealed class DataFolder : IDisposable
{
    /// <summary>The registry's file.</summary>
    public const string CoreName = "core.db";
    const string LockName = "lock";

    /// <summary>The folder of the encryption keys, unless <c>--keys</c> names another one elsewhere.</summary>
    public const string KeysName = "keys";

    readonly FileStream? _lock;
    readonly bool _deleteAtEnd;

    DataFolder(string path, bool created, bool deleteAtEnd, FileStream? fileLock)
    {
        Path = path;
        Created = created;
        _deleteAtEnd = deleteAtEnd;
        _lock = fileLock;
    }

    public string Path { get; }

    /// <summary>Whether this start made the folder's first content.</summary>
    public bool Created { get; }

    /// <exception cref="StorageException">The folder can't be made or read, or another process uses it.</exception>
    public static DataFolder Open(string path, bool ephemeral)
    {
        try
        {
            var full = System.IO.Path.GetFullPath(path);
            var created = !System.IO.File.Exists(System.IO.Path.Combine(full, CoreName));
            OwnerOnly.CreateFolder(full);
            var fileLock = new FileStream(System.IO.Path.Combine(full, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new DataFolder(full, created, ephemeral, fileLock);
        }
        catch (IOException failure) when (System.IO.File.Exists(System.IO.Path.Combine(path, LockName)))
        {
            throw new StorageException($"{path} is in use by another Dukou process; stop it or choose another folder with --data.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{path} can't be used as data folder: {failure.Message}", failure);
        }
    }

    /// <summary>A folder that perhaps another process owns, for reading.</summary>
    public static DataFolder OpenBeside(string path) => new(System.IO.Path.GetFullPath(path), created: false, deleteAtEnd: false, fileLock: null);

    /// <summary>Whether a platform has ever been made here.</summary>
    public static bool HasContent(string path) => System.IO.File.Exists(System.IO.Path.Combine(path, CoreName));

    /// <summary>Whether a process owns the folder now.</summary>
    public static bool IsInUse(string path)
    {
        try
        {
            using var probe = new FileStream(System.IO.Path.Combine(path, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        _lock?.Dispose();
        if (_deleteAtEnd)
            Directory.Delete(Path, recursive: true);
    }
}
