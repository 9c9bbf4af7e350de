namespace Dukou.Server.Tests.Module;

/// <summary>Where the sources lie, for tests of files that are not compiled.</summary>
static class Repository
{
    public static string PathOf(params string[] parts) => Path.Combine([Root(AppContext.BaseDirectory), .. parts]);

    static string Root(string folder) => File.Exists(Path.Combine(folder, "Dukou.slnx"))
        ? folder
        : Root(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run from inside the repository."));
}
