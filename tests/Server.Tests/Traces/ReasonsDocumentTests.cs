namespace Dukou.Server.Tests.Traces;

public sealed class ReasonsDocumentTests
{
    [Fact]
    public async Task The_document_is_what_the_program_says()
    {
        var path = Path.Combine(Root(), "docs", "reasons.md");
        var generated = ReasonsDocument.Write();
        if (Environment.GetEnvironmentVariable("DUKOU_REGENERATE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!); // A file in docs.
            await File.WriteAllTextAsync(path, generated, TestContext.Current.CancellationToken);
        }
        var written = File.Exists(path) ? await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) : "";
        Assert.True(written.ReplaceLineEndings("\n") == generated, "docs/reasons.md is out of date: run this test with DUKOU_REGENERATE=1 and commit it.");
    }

    // From the build's output upwards to the folder of the solution.
    static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Dukou.slnx")))
            folder = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar)) ?? throw new InvalidOperationException("The tests don't run inside the repository.");
        return folder;
    }
}
