namespace Dukou.Server.Files;

/// <summary>Bounds of the files that devices and applications exchange.</summary>
public sealed record FileStoreOptions
{
    /// <summary>Bytes of one file.</summary>
    public long FileBytesMax { get; init; } = 512L * 1024 * 1024;

    /// <summary>Bytes and number of all files of one device.</summary>
    public long DeviceBytesMax { get; init; } = 1024L * 1024 * 1024;
    public int DeviceFilesMax { get; init; } = 1000;

    /// <summary>Bytes of all files.</summary>
    public long TotalBytesMax { get; init; } = 10L * 1024 * 1024 * 1024;

    /// <summary>Older files are deleted.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long a signed address is good (D:3034).</summary>
    public TimeSpan UrlLifetime { get; init; } = TimeSpan.FromHours(1);

    internal IEnumerable<string> Problems()
    {
        if (FileBytesMax < 1 || DeviceBytesMax < 1 || DeviceFilesMax < 1 || TotalBytesMax < 1)
            yield return "files: every bound must be at least 1.";
        if (Retention <= TimeSpan.Zero || UrlLifetime <= TimeSpan.Zero)
            yield return "files: the retention and the life of addresses must be longer than nothing.";
    }
}
