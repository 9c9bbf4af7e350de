using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Dukou.Cli;
using Dukou.Cli.Module;
using Dukou.Server.Tests.Module;

namespace Dukou.Server.Tests.Cli;

/// <summary>Everything that is printed to be copied is run here as it was printed.</summary>
public sealed class PrintedBlocksTests
{
    const string Rule = "----------------------------------------------------------------\n";

    [Fact]
    public async Task The_script_connects_a_module_and_the_command_of_the_shell_reaches_it()
    {
        await using var printed = await Printed.StartAsync();
        await using var module = await VirtualModule.StartAsync(
            new ModuleSettings { Script = System.Text.Encoding.UTF8.GetBytes(printed["block.script"]), ScriptName = "room.py" }, TestContext.Current.CancellationToken);
        await printed.WaitForLineAsync(module, "waiting for commands");

        var answer = JsonNode.Parse(await RunAsync("sh", "-c", printed["block.curl.command"]))!;

        Assert.Equal(0, (int?)answer["response"]!["result_code"]);
        Assert.Equal("light is ON", (string?)answer["response"]!["paras"]!["result"]);
    }

    [Fact]
    public async Task Through_a_tunnel_the_printed_script_connects_at_the_far_end()
    {
        await using var tunnel = new Relay();
        await using var printed = await Printed.StartAsync("--advertise", $"localhost:{tunnel.Port}");
        tunnel.PassTo(printed.Mqtt);
        Assert.Contains($"PORT = {tunnel.Port}", printed["block.script"], StringComparison.Ordinal);
        await using var module = await VirtualModule.StartAsync(
            new ModuleSettings { Script = System.Text.Encoding.UTF8.GetBytes(printed["block.script"]), ScriptName = "room.py" }, TestContext.Current.CancellationToken);

        await printed.WaitForLineAsync(module, "waiting for commands");
    }

    [Fact]
    public async Task The_connection_info_is_accepted_in_a_script_of_the_persons_own()
    {
        await using var printed = await Printed.StartAsync();
        var script = printed["block.connection"] + """
            from umqtt import MQTTClient
            client = MQTTClient(CLIENT_ID, SERVER, PORT, USER, PASSWORD, keepalive=60)
            print("connected", client.connect())
            client.disconnect()
            """;
        await using var module = await VirtualModule.StartAsync(
            new ModuleSettings { Script = System.Text.Encoding.UTF8.GetBytes(script) }, TestContext.Current.CancellationToken);

        await printed.WaitForLineAsync(module, "connected 0");
        Assert.Equal(0, await module.WaitForExitAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_message_of_the_shell_is_taken()
    {
        await using var printed = await Printed.StartAsync();

        var answer = await RunAsync("sh", "-c", printed["block.curl.message"]);

        Assert.NotNull((string?)JsonNode.Parse(answer)!["message_id"]);
    }

    [Theory]
    [InlineData("block.powershell.message", "message_id")]
    [InlineData("block.powershell.command", "IOTDA.014016")]
    public async Task The_PowerShell_form_is_taken_too(string block, string expected)
    {
        Assert.SkipWhen(PowerShell is null, "PowerShell is not installed; ./check installs it.");
        await using var printed = await Printed.StartAsync();

        Assert.Contains(expected, await RunAsync(PowerShell, "-NoProfile", "-NonInteractive", "-Command", printed[block]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_HTTPS_alone_the_shell_trusts_the_printed_CA_file()
    {
        await using var printed = await Printed.StartAsync("--http", "off");

        var answer = await RunAsync("sh", "-c", printed["block.curl.command"]);

        Assert.Contains("IOTDA.014016", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("PowerShell", printed.Text, StringComparison.Ordinal);
    }

    /// <summary>Where <c>./check</c> puts it, or the machine's own.</summary>
    static string? PowerShell { get; } = new[] { Repository.PathOf("artifacts", "tools") }.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        .SelectMany(folder => new[] { Path.Combine(folder, "pwsh"), Path.Combine(folder, "pwsh.exe") }).FirstOrDefault(File.Exists);

    static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await output + await error;
    }

    /// <summary>A started platform and the blocks that <c>info --secrets</c> prints for it.</summary>
    sealed class Printed(CliProcess process, TemporaryFolder folder, string text) : IAsyncDisposable
    {
        static readonly IReadOnlyDictionary<string, string> English = Phrase.Load(Language.English);

        public string Text { get; } = text;

        /// <summary>Where MQTT listens, whatever devices are told.</summary>
        public IPEndPoint Mqtt => IPEndPoint.Parse((string)JsonNode.Parse(File.ReadAllText(Path.Combine(folder.Path, "addresses.json")))!["mqtt"]!);

        /// <summary>The block under this heading, byte for byte.</summary>
        public string this[string heading]
        {
            get
            {
                var start = Text.IndexOf(English[heading] + "\n" + Rule, StringComparison.Ordinal);
                Assert.True(start >= 0, $"There is no block '{English[heading]}' in:\n{Text}");
                start += English[heading].Length + 1 + Rule.Length;
                return Text[start..Text.IndexOf(Rule, start, StringComparison.Ordinal)];
            }
        }

        public static async Task<Printed> StartAsync(params string[] arguments)
        {
            var folder = new TemporaryFolder();
            var (process, _) = await CliProcess.UpAsync([.. arguments, "--data", folder.Path]);
            return new Printed(process, folder, (await CliProcess.RunAsync("info", "--secrets", "--data", folder.Path)).Output);
        }

        public async Task WaitForLineAsync(VirtualModule module, string expected)
        {
            var seen = new List<string>();
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(TimeSpan.FromSeconds(60));
            await foreach (var line in module.ReadLinesAsync(patience.Token))
            {
                seen.Add(line.Text);
                if (line.Text == expected)
                    return;
            }
            Assert.Fail($"The script ended without '{expected}':\n{string.Join('\n', seen)}\n{process.Error}");
        }

        public async ValueTask DisposeAsync()
        {
            await process.DisposeAsync();
            folder.Dispose();
        }
    }
}
