using System.CommandLine;
using System.Text.Json;
using Dukou.Cli.Settings;
using Dukou.Server;

namespace Dukou.Cli;

/// <summary><c>dukou up</c>: starts the platform in this process and keeps it until a signal.</summary>
[Verb("up", 10)]
static class Up
{
    public static Command Verb()
    {
        var verb = new Command("up", Phrase.Of("verb.up"));
        SettingOptions.Add(verb, UpSettings.All);
        verb.SetAction(RunAsync);
        return verb;
    }

    /// <summary>What is wrong with the settings of a command line that can't be parsed anyway: a person reads all mistakes at once.</summary>
    public static IReadOnlyList<string> ProblemsOf(ParseResult parsed)
    {
        var problems = new List<string>();
        if (parsed.CommandResult.Command.Name == "up")
            ServerSettings.Build(SettingValues.Of(parsed, problems), problems);
        return problems;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        // Before anything else: a signal during the start stops it as cleanly as one afterwards.
        using var stop = new StopSignal(cancellationToken);
        var console = parsed.InvocationConfiguration;
        var problems = new List<string>();
        if (ServerSettings.Build(SettingValues.Of(parsed, problems), problems) is not { } settings)
            return Failure.Print(console.Error, problems, Failure.Usage);
        try
        {
            await using var platform = await Platform.StartAsync(settings.Server, logging: logging => Logs.Configure(logging, settings), pages: new PlatformPages(), cancellationToken: stop.Token);
            await Announce(platform, settings, console.Output);
            using var quiet = new QuietMemory();
            await platform.WaitForShutdownAsync(stop.Token);
            return stop.Token.IsCancellationRequested ? 0 : Failure.Failed;
        }
        catch (PlatformStartException failure)
        {
            return Failure.Print(console.Error, failure.Problems);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return 0;
        }
    }

    static async Task Announce(Platform platform, ServerSettings settings, TextWriter output)
    {
        var ready = Ready.Of(platform.Endpoints, platform.CaFile, platform.Account, platform.FindDemo());
        // A start that failed half-way has made an account that nobody has seen yet.
        var isFirst = AddressFile.Read(platform.Folder.Path) is null;
        AddressFile.Write(platform.Folder.Path, platform, settings.Server);
        if (settings.Json)
            output.WriteLine(JsonSerializer.Serialize(ready, Machine.Json));
        else
            new Banner(output, platform.Endpoints, ready)
            {
                Folder = platform.Folder,
                Ephemeral = settings.Server.Ephemeral,
                TestClock = settings.Server.TestClock,
                // Once, and only to a person: a pipe may end in a file that others read.
                Secrets = isFirst && !Console.IsOutputRedirected,
                LoginTicket = Console.IsOutputRedirected ? null : platform.IssueLoginTicket(),
            }.Write(platform.Clock);
        await output.FlushAsync();
    }
}
