using System.Text.RegularExpressions;
using Dukou.Server.Tests.Module;

namespace Dukou.Server.Tests.Guide;

/// <summary>The sample CI job: what its steps run is run here, as the service runs it, with the job's environment.</summary>
public sealed partial class WorkflowTests
{
    [Fact]
    public async Task Every_step_of_the_sample_job_works()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "Needs bash, with which the job's steps run.");
        var job = await File.ReadAllTextAsync(Repository.PathOf("samples", "ci", "workflow.yml"), TestContext.Current.CancellationToken);
        var environment = Variable().Matches(job).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        Assert.Equal(["DUKOU_AK", "DUKOU_PASSWORD", "DUKOU_PROJECT_ID", "DUKOU_SK", "DUKOU_USER"], environment.Keys.Order(StringComparer.Ordinal));
        var steps = Step().Matches(job).Select(match => Indent().Replace(match.Groups[1].Value + match.Groups[2].Value, "")).ToList();
        Assert.Equal(3, steps.Count);
        await using var checkout = new Checkout(below: "dukou");

        var printed = new List<string>();
        foreach (var step in steps)
            printed.Add(await checkout.RunAsync("bash", step, environment));

        Assert.Contains("Ran 2 tests", printed[1], StringComparison.Ordinal);
        Assert.EndsWith("OK\n", printed[1], StringComparison.Ordinal);
        Assert.Contains("lamp_1", printed[2], StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^ +(DUKOU_\w+): (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Variable();

    // On one line, or the deeper lines after a bar.
    [GeneratedRegex(@"^        run: (?:\|\n((?: {10}.*\n)+)|([^|\n]+\n))", RegexOptions.Multiline)]
    private static partial Regex Step();

    [GeneratedRegex("^ {10}", RegexOptions.Multiline)]
    private static partial Regex Indent();
}
