using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Dukou.Server.Tests.Architecture;

/// <summary>What holds for every file of the repository.</summary>
public sealed partial class SourceTests
{
    /// <summary>Where every exception may be caught (the handler of a connection, the middleware of the API, the loop of an engine), how often, and why.</summary>
    static readonly Dictionary<string, (int Count, string Reason)> CatchesEverything = new()
    {
        ["src/Server/Api/ErrorResponses.cs"] = (1, "the API's middleware: our fault becomes a 500 and a critical line"),
        ["src/Server/Gateway/MqttHandshake.cs"] = (1, "the connection's handler: our fault ends this connection only"),
        ["src/Server/Platform.cs"] = (3, "start and stop: what was opened is closed, then it is thrown again"),
        ["src/Server/Sessions/TimerWheel.cs"] = (1, "the wheel's turn: one timer's fault leaves the others alone"),
        ["src/Server/Storage/Database.cs"] = (1, "the writer's loop: the work's own task gets it"),
        ["src/Server/Storage/Inbox.Commit.cs"] = (1, "the commit's loop: a listener's fault must not stop it"),
        ["src/Server/Storage/Projection.cs"] = (2, "the projection's loop: logged, then tried again"),
        ["src/Server/Pipeline/PerDevice.cs"] = (1, "the queue's loop: one device's fault leaves the others alone"),
        ["src/Server/Pipeline/SessionObservers.cs"] = (1, "the observers' loop: one observer's fault leaves the others alone"),
        ["src/Server/Devices/ConnectionStates.cs"] = (1, "the batch's loop: every waiter gets it"),
        ["src/Server/Devices/RegistrationSweeper.cs"] = (1, "the sweeper's loop: logged, then tried again"),
        ["src/Server/DeviceConfigs/DeviceConfigDelivery.cs"] = (1, "the sender's loop: logged, then tried again"),
        ["src/Server/Files/DeviceFileStore.cs"] = (1, "what was received goes again, then it is thrown again"),
        ["src/Server/Files/FileSweeper.cs"] = (1, "the sweeper's loop: logged, then tried again"),
        ["src/Server/Messages/MessageSweeper.cs"] = (1, "the sweeper's loop: logged, then tried again"),
        ["src/Server/Shadows/DesiredPush.cs"] = (1, "the push's loop: one device's fault leaves the others alone"),
        ["src/Server/Traces/TraceLedger.cs"] = (1, "the ledger's loop: logged, then tried again"),
        ["src/Server/Traces/TraceStore.cs"] = (1, "the store's write: logged, and the ledger decides what becomes of its rows"),
    };

    /// <summary>Tables of core.db that are about the process and not about the project.</summary>
    static readonly string[] WithoutProject = ["boot", "outbox", "outbox_cursor"];

    [Fact]
    public void A_file_can_be_read_in_one_sitting()
    {
        Assert.Empty(Sources.Below("src").Where(file => file.Lines.Length > 500 && !file.Path.EndsWith(".tsv", StringComparison.Ordinal)).Select(file => $"{file.Path} {file.Lines.Length}"));
        Assert.Empty(Sources.Below("tests", ".cs").Where(file => file.Lines.Length > 800).Select(file => $"{file.Path} {file.Lines.Length}"));
    }

    [Fact]
    public void No_file_names_a_place_on_the_machine_where_it_was_written()
    {
        // In pieces, so that this file is not found.
        var places = new[] { string.Join('/', "", "work", ""), string.Join('/', "", "tmp", "wt"), string.Join('/', "", "home", "dukou", "") };
        Assert.Empty(Sources.Below("").Where(file => file.Lines.Any(line => places.Any(place => line.Contains(place, StringComparison.Ordinal)))).Select(file => file.Path));
    }

    [Fact]
    public void What_exists_on_one_system_alone_stands_in_a_file_named_for_it()
    {
        Assert.Empty(Sources.Below("src", ".cs").Where(file => !file.Path.EndsWith(".Unix.cs", StringComparison.Ordinal) && file.Lines.Any(line => UnixAlone().IsMatch(line))).Select(file => file.Path));
        Assert.Empty(Sources.Below("src", ".cs").Where(file => !file.Path.EndsWith(".Windows.cs", StringComparison.Ordinal) && file.Lines.Any(line => WindowsAlone().IsMatch(line))).Select(file => file.Path));
    }

    [Fact]
    public void The_command_line_is_restored_without_what_only_tests_need()
    {
        var packages = XDocument.Load(Path.Combine(Sources.Root, "Directory.Packages.props")).Descendants("ItemGroup").Single(group => (string?)group.Attribute("Label") == "tests")
            .Elements("PackageVersion").Select(package => (string)package.Attribute("Include")!).ToList();
        Assert.Contains("xunit.v3", packages);
        var restored = JsonNode.Parse(File.ReadAllText(Path.Combine(Sources.Root, "artifacts", "obj", "Cli", "project.assets.json")))!["libraries"]!.AsObject().Select(library => library.Key.Split('/')[0]).ToList();
        Assert.Contains("System.CommandLine", restored);
        Assert.Empty(restored.Intersect(packages, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void Every_exception_is_caught_only_where_a_fault_of_ours_ends()
    {
        var found = Sources.Below("src/Server", ".cs").Select(file => (file.Path, Count: file.Lines.Count(line => CatchAll().IsMatch(line)))).Where(file => file.Count > 0);
        Assert.Equal(CatchesEverything.Select(file => (file.Key, file.Value.Count)).OrderBy(file => file.Key, StringComparer.Ordinal), found);
        Assert.All(CatchesEverything.Values, place => Assert.NotEmpty(place.Reason));
    }

    [Fact]
    public void The_readme_does_not_boast()
    {
        var readme = Path.Combine(Sources.Root, "README.md");
        Assert.SkipUnless(File.Exists(readme), "There is no README.md yet.");
        Assert.Empty(Boasts().Matches(File.ReadAllText(readme)).Select(match => match.Value));
    }

    [Fact]
    public void Every_table_of_core_db_has_the_project_s_id()
    {
        var tables = Sources.Below("src", ".sql").Where(file => file.Path.EndsWith(".core.sql", StringComparison.Ordinal))
            .SelectMany(file => Table().Matches(string.Join('\n', file.Lines))).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["columns"].Value);
        Assert.NotEmpty(tables);
        Assert.Equal(WithoutProject, tables.Where(table => !table.Value.Contains("project_id", StringComparison.Ordinal)).Select(table => table.Key).Order(StringComparer.Ordinal));
    }

    // A filter that lists types catches those; one that says what it is not catches the rest of everything.
    [GeneratedRegex(@"\bcatch\s*(\(Exception(\s+\w+)?\)\s*($|\{|//|when\s*\(\w+ is not\b)|$|\{)")]
    private static partial Regex CatchAll();

    [GeneratedRegex(@"\bUnixFileMode\.|\bUnixCreateMode\b|""/(proc|dev|etc|usr|var|tmp)/|""libc""|\bMono\.Unix\b")]
    private static partial Regex UnixAlone();

    [GeneratedRegex(@"Microsoft\.Win32|kernel32|advapi32|\bRegistryKey\b")]
    private static partial Regex WindowsAlone();

    [GeneratedRegex(@"\b(first|only|fastest)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Boasts();

    [GeneratedRegex(@"create table (?<name>\w+) \((?<columns>.*?)^\)", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Table();
}
