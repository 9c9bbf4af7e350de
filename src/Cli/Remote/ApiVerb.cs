using System.CommandLine;
using System.Text.Json;
using Dukou.ApplicationSdk;
using Dukou.Server;

namespace Dukou.Cli.Remote;

/// <summary>One call of a verb that talks to a platform.</summary>
/// <param name="Parsed">What the person typed.</param>
/// <param name="Target">The platform.</param>
/// <param name="Token">Ends with Ctrl+C.</param>
sealed record Call(ParseResult Parsed, Target Target, CancellationToken Token)
{
    public ApplicationClient Client => Target.Client;

    public TextWriter Output => Parsed.InvocationConfiguration.Output;

    public TextWriter Error => Parsed.InvocationConfiguration.Error;

    /// <summary>A program reads the output.</summary>
    public bool Json => Parsed.GetValue<bool>(ApiVerb.JsonOption);

    /// <summary>The members of an answer for a person, or the answer as one line of JSON.</summary>
    public void Show<T>(T answer)
    {
        if (Json)
            WriteLine(answer);
        else
            Details.Write(Output, JsonSerializer.SerializeToNode(answer, Machine.Json));
    }

    /// <summary>One line of JSON.</summary>
    public void WriteLine<T>(T answer)
    {
        Output.WriteLine(JsonSerializer.Serialize(answer, Machine.Json));
        Output.Flush();
    }

    /// <summary>A sentence for a person; a program that reads JSON gets <paramref name="answer"/>.</summary>
    public void Say<T>(string sentence, T answer)
    {
        if (Json)
            WriteLine(answer);
        else
            Output.WriteLine(sentence);
    }
}

/// <summary>What every verb that talks to a platform shares: the options that find it, <c>--json</c>, and how a failure is told.</summary>
static class ApiVerb
{
    public const string JsonOption = "--json";

    /// <param name="key">Its sentence, which ends with its name: <c>verb.device.list</c>.</param>
    /// <param name="run">Does it; the status is what it returns.</param>
    /// <param name="symbols">Its own arguments and options, in the order of the help.</param>
    public static Command Create(string key, Func<Call, Task<int>> run, params ReadOnlySpan<Symbol> symbols)
    {
        var verb = new Command(key.Split('.')[^1], Phrase.Of(key));
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                verb.Arguments.Add(argument);
            else
                verb.Options.Add((Option)symbol);
        }
        verb.Options.Add(new Option<bool>(JsonOption) { Description = Phrase.Of("option.lines") });
        Target.AddOptions(verb);
        verb.SetAction((parsed, cancellationToken) => RunAsync(parsed, run, cancellationToken));
        return verb;
    }

    /// <summary>A verb that is only the head of others.</summary>
    public static Command Group(string key, params ReadOnlySpan<Command> verbs)
    {
        var group = new Command(key.Split('.')[^1], Phrase.Of(key));
        foreach (var verb in verbs)
            group.Subcommands.Add(verb);
        group.SetAction(parsed => Help.Write(parsed.CommandResult.Command, parsed.InvocationConfiguration.Output));
        return group;
    }

    public static Argument<string> Argument(string key, string name) => new(name) { Description = Phrase.Of(key) };

    public static Option<T> Option<T>(string name, string key, string? helpName = null) => new(name) { Description = Phrase.Of(key), HelpName = helpName };

    static async Task<int> RunAsync(ParseResult parsed, Func<Call, Task<int>> run, CancellationToken cancellationToken)
    {
        using var stop = new StopSignal(cancellationToken);
        var error = parsed.InvocationConfiguration.Error;
        try
        {
            using var target = await Target.OpenAsync(parsed, stop.Token);
            return await run(new Call(parsed, target, stop.Token));
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return 0;
        }
        catch (PlatformStartException failure)
        {
            return Failure.Print(error, failure.Problems);
        }
        catch (Exception failure) when (failure is IotdaRequestException or HttpRequestException or IOException or UnauthorizedAccessException or TaskCanceledException)
        {
            return Failure.Print(error, [failure.Message]);
        }
    }
}
