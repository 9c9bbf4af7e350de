using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Dukou.Bench.Micro;

/// <summary>The parts of the path, timed in this process by BenchmarkDotNet. <c>--once</c> runs each a single time, to see that it works.</summary>
static class MicroRun
{
    public static int Run(string[] args)
    {
        var once = args.Contains("--once");
        var job = (once ? Job.Dry : Job.ShortRun).WithToolchain(InProcessEmitToolchain.Instance);
        var config = ManualConfig.Create(DefaultConfig.Instance).AddJob(job).AddDiagnoser(MemoryDiagnoser.Default)
            .WithOptions(ConfigOptions.JoinSummary | ConfigOptions.DisableLogFile);
        string[] rest = [.. args.Where(arg => arg != "--once")];
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroRun).Assembly).Run(rest.Length == 0 ? ["--filter", "*"] : rest, config);
        return summaries.All(summary => summary.Reports.All(report => report.Success)) && summaries.Any() ? 0 : 1;
    }
}
