namespace Dukou.Server.Storage;

/// <summary>Files and folders that hold secrets: only their owner may read them. On Windows the folders of a profile are so by default.</summary>
public static partial class OwnerOnly
{
    /// <summary>How to open such a file for writing.</summary>
    public static FileStreamOptions Writing(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            Restrict(options);
        return options;
    }

    /// <summary>Makes the folder when it is missing; one that is there stays as it is.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            CreateRestricted(path);
    }

    /// <summary>Makes the folder, or takes others' rights away from one that is there.</summary>
    public static DirectoryInfo CloseFolder(string path)
    {
        var folder = Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
            Restrict(folder);
        return folder;
    }
}
