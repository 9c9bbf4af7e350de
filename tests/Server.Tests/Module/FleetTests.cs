using Dukou.Cli.Module;

namespace Dukou.Server.Tests.Module;

/// <summary>Many modules on a bad network: whatever was acknowledged is in the platform, whatever is not was lost on the way and nowhere else.</summary>
public sealed class FleetTests
{
    [Fact]
    public async Task Every_report_of_a_hundred_modules_with_faults_is_accounted_for()
    {
        // Ten minutes of the modules' time with DUKOU_FULL; the clocks jump, so that it is the work that takes time, not the waiting.
        var minutes = Environment.GetEnvironmentVariable("DUKOU_FULL") is null ? 2 : 10;
        const int Modules = 100;
        await using var shape = await Shape.StartAsync(devices: Modules);
        var packets = Path.Combine(Path.GetDirectoryName(shape.PacketsFile)!, "fleet");
        var fleet = new Fleet(shape.Settings("fleet", ModuleClock.Fast) with { Duration = TimeSpan.FromMinutes(minutes), Packets = null, Flash = null, Runtime = await Runtimes.FindAsync("cpython") }, Modules)
        {
            Faults = FaultSpec.Parse("mobile,halfopen*100", out _)!,
            Seed = 42,
            PacketsFolder = packets,
        };

        Assert.Equal(0, await fleet.RunAsync(TextWriter.Null, TextWriter.Null, TestContext.Current.CancellationToken));

        var (sent, acknowledged, lost) = (0, 0, 0);
        foreach (var file in Directory.EnumerateFiles(packets))
        {
            var log = PacketLog.Read(file);
            var stored = (await shape.StoredAsync("n", "shapes_" + Path.GetFileNameWithoutExtension(file))).ToHashSet();
            Assert.Subset(stored, log.Acknowledged.ToHashSet());
            Assert.Subset(log.Sent.ToHashSet(), stored);
            sent += log.Sent.Count;
            acknowledged += log.Acknowledged.Count;
            lost += log.Sent.Count(value => !stored.Contains(value));
        }
        TestContext.Current.SendDiagnosticMessage($"{sent} reports: {acknowledged} acknowledged, {lost} lost on the way.");
        Assert.InRange(sent, Modules * minutes * 2, Modules * minutes * 4);
        Assert.InRange(lost, 1, sent / 3);
        Assert.True(acknowledged > sent * 2 / 3, $"{acknowledged} of {sent} were acknowledged.");
    }
}
