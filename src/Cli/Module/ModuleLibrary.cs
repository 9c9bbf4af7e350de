using System.Reflection;

namespace Dukou.Cli.Module;

/// <summary>
/// The module's libraries, unpacked into a temporary folder that goes with this object: <c>start.py</c> and <c>lib</c>. Every file under
/// <c>Shims</c> is embedded and lands at its own path, so a new library is a new file and nothing else. A fleet shares one.
/// </summary>
sealed class ModuleLibrary : IDisposable
{
    const string Prefix = "Module/Shims/";

    readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("dukou-module-");

    ModuleLibrary()
    {
    }

    public string Root => _root.FullName;

    public string Start => Path.Combine(Root, "start.py");

    public static ModuleLibrary Unpack()
    {
        var library = new ModuleLibrary();
        try
        {
            foreach (var resource in typeof(ModuleLibrary).Assembly.GetManifestResourceNames())
                if (resource.Replace('\\', '/') is var path && path.StartsWith(Prefix, StringComparison.Ordinal))
                    library.Unpack(resource, path[Prefix.Length..]);
            return library;
        }
        catch
        {
            // Nobody gets to own the folder.
            library.Dispose();
            throw;
        }
    }

    public void Dispose() => _root.Delete(recursive: true);

    void Unpack(string resource, string path)
    {
        var target = Path.Combine(Root, Path.Combine(path.Split('/')));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!); // The target lies under Root.
        using var source = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!; // Named by the assembly itself.
        using var file = File.Create(target);
        source.CopyTo(file);
    }
}
