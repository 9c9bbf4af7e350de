using Dukou.Server.Tests.Module;

namespace Dukou.Server.Tests.Architecture;

/// <summary>The files of the repository; what builds and tools leave behind is not among them.</summary>
static class Sources
{
    static readonly HashSet<string> LeftBehind = [".git", "artifacts", "bin", "obj", "node_modules", "__pycache__", ".vs", ".idea", "TestResults", "wwwroot"];

    static readonly HashSet<string> Texts = [".cs", ".csproj", ".props", ".targets", ".slnx", ".json", ".md", ".sql", ".py", ".txt", ".tsv", ".http", ".yml", ".yaml", ".cmd", ".sh", ".razor", ""];

    public static string Root { get; } = Repository.PathOf();

    /// <summary>Files of text below a folder, by their path from the root with forward slashes.</summary>
    public static IEnumerable<(string Path, string[] Lines)> Below(string folder, string? extension = null) =>
        Files(new DirectoryInfo(Path.Combine(Root, folder)))
            .Where(file => extension is null ? Texts.Contains(file.Extension) : file.Extension == extension)
            .Select(file => (Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'), File.ReadAllLines(file.FullName)))
            .OrderBy(file => file.Item1, StringComparer.Ordinal);

    // In a worktree .git is a file.
    static IEnumerable<FileInfo> Files(DirectoryInfo folder) => folder.Exists
        ? folder.EnumerateFiles().Where(file => !LeftBehind.Contains(file.Name))
            .Concat(folder.EnumerateDirectories().Where(inner => !LeftBehind.Contains(inner.Name) && inner.LinkTarget is null).SelectMany(Files))
        : [];
}
