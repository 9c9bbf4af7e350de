using System.Runtime.Versioning;

namespace Dukou.Server.Storage;

public static partial class OwnerOnly
{
    const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode Folder = File | UnixFileMode.UserExecute;

    [UnsupportedOSPlatform("windows")]
    static void Restrict(FileStreamOptions options) => options.UnixCreateMode = File;

    [UnsupportedOSPlatform("windows")]
    static void Restrict(DirectoryInfo folder) => folder.UnixFileMode = Folder;

    [UnsupportedOSPlatform("windows")]
    static void CreateRestricted(string path) => Directory.CreateDirectory(path, Folder);
}
