using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dukou.Cli.Settings;
using Dukou.Server.Api;
using Dukou.Server.Audits;
using Dukou.Server.Files;
using Dukou.Server.History;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Cli;
using Dukou.Server.Tests.Module;
using Dukou.Server.Traces;

namespace Dukou.Server.Tests.Architecture;

/// <summary>docs/limits.md names what there is.</summary>
public sealed partial class BoundsDocumentTests
{
    static readonly Dictionary<string, Type> Sections = new()
    {
        ["limits"] = typeof(LimitOptions),
        ["inbox"] = typeof(InboxOptions),
        ["history"] = typeof(HistoryOptions),
        ["traces"] = typeof(TraceOptions),
        ["api"] = typeof(ApiOptions),
        ["audit"] = typeof(AuditOptions),
        ["files"] = typeof(FileStoreOptions),
    };

    static List<Row> Rows => [.. File.ReadAllLines(Repository.PathOf("docs", "limits.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray()).Where(cells => cells[1] != "What")
        .Select(cells => new Row(cells[1], Named(cells[3]), Named(cells[5]), Named(cells[6])))];

    [Fact]
    public void Every_option_in_it_exists_and_no_bound_is_left_out()
    {
        var known = Sections.SelectMany(section => section.Value.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(option => $"{section.Key}.{option.Name}")).ToHashSet();
        var named = Rows.SelectMany(row => row.Options).ToList();
        Assert.Empty(named.Except(known));
        // The limits of the device side are all in compatibility.md.
        Assert.Empty(known.Where(option => option.EndsWith("Max", StringComparison.Ordinal) && !option.StartsWith("limits.", StringComparison.Ordinal)).Except(named));
    }

    [Fact]
    public void Every_option_in_it_can_be_set_by_its_name()
    {
        using var folder = new TemporaryFolder();
        var limits = Rows.SelectMany(row => row.Options).Select(option => option.Split('.') is [var section, var name] && Sections[section] is var part
            ? $"{(section == "limits" ? "" : section + "_")}{JsonNamingPolicy.SnakeCaseLower.ConvertName(name)}={part.GetProperty(name)!.GetValue(Activator.CreateInstance(part))}"
            : option).ToList();
        var problems = new List<string>();

        ServerSettings.Build(new SettingValues(new Dictionary<Setting, IReadOnlyList<string>> { [UpSettings.Data] = [folder.Path], [UpSettings.Limit] = limits }, _ => null, folder.Path, problems), problems);

        Assert.Empty(problems);
    }

    [Fact]
    public async Task Every_metric_in_it_exists()
    {
        var published = new HashSet<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                lock (published)
                    published.Add(instrument.Name);
            },
        };
        listener.Start();
        await using var platform = await TestPlatform.StartAsync();
        // A listener hears of what there is as it is asked for; one connection asks for all.
        await using var stranger = await platform.ConnectRawAsync();
        await platform.GetAsync(platform.V5 + "products");
        await Eventually.BecomesTrueAsync(() =>
        {
            lock (published)
                return Rows.SelectMany(row => row.Metrics).All(published.Contains);
        }, () => string.Join(", ", Rows.SelectMany(row => row.Metrics).Except(published)));
    }

    [Fact]
    public void Every_test_in_it_exists()
    {
        var tests = typeof(BoundsDocumentTests).Assembly.GetTypes().SelectMany(type => type.GetMethods().Where(method => method.IsDefined(typeof(FactAttribute), inherit: true))
            .Select(method => $"{type.Name}.{method.Name}")).ToHashSet();
        Assert.All(Rows, row => Assert.NotEmpty(row.Tests));
        Assert.Empty(Rows.SelectMany(row => row.Tests).Except(tests));
    }

    static List<string> Named(string cell) => [.. Code().Matches(cell).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    sealed record Row(string What, List<string> Options, List<string> Metrics, List<string> Tests);
}
