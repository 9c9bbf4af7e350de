namespace Dukou.Cli.Module;

/// <summary>
/// One virtual module's files: the libraries, its own or those that a fleet shares, and the flash, a folder of the person's or a
/// temporary one. What is temporary goes with this object.
/// </summary>
sealed class ModuleFolder : IDisposable
{
    readonly ModuleLibrary _library;
    readonly bool _ownsLibrary;
    readonly DirectoryInfo? _temporary;

    ModuleFolder(ModuleLibrary? library, string? flash)
    {
        _ownsLibrary = library is null;
        _library = library ?? ModuleLibrary.Unpack();
        // Owner only on Unix: a script holds a device's secret.
        _temporary = flash is null ? Directory.CreateTempSubdirectory("dukou-module-") : null;
        // MicroPython finds usr.x by the folder's name.
        Flash = flash ?? Path.Combine(_temporary!.FullName, "usr"); // Made just now.
    }

    /// <summary>What holds <c>start.py</c> and <c>lib</c>.</summary>
    public string Root => _library.Root;

    public string Start => _library.Start;

    /// <summary>What the module calls /usr.</summary>
    public string Flash { get; }

    /// <summary>Puts the script's bytes, as they are, on the flash.</summary>
    public static ModuleFolder Create(string scriptName, ReadOnlySpan<byte> script, ModuleLibrary? library = null, string? flash = null)
    {
        var folder = Open(library, flash);
        try
        {
            File.WriteAllBytes(folder.Script(scriptName), script);
            return folder;
        }
        catch
        {
            // Nobody gets to own the folder.
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The flash with what is on it already.</summary>
    public static ModuleFolder Open(ModuleLibrary? library, string? flash)
    {
        var folder = new ModuleFolder(library, flash is null ? null : Path.GetFullPath(flash));
        Directory.CreateDirectory(folder.Flash);
        return folder;
    }

    /// <summary>The file of the person's that the script would take the place of; null when there is none, or one with the same bytes.</summary>
    public static string? Occupied(string flash, string scriptName, ReadOnlySpan<byte> script)
    {
        var path = Path.Combine(Path.GetFullPath(flash), Path.GetFileName(scriptName));
        return File.Exists(path) && !script.SequenceEqual(File.ReadAllBytes(path)) ? path : null;
    }

    public string Script(string name) => Path.Combine(Flash, Path.GetFileName(name));

    public void Dispose()
    {
        _temporary?.Delete(recursive: true);
        if (_ownsLibrary)
            _library.Dispose();
    }
}
