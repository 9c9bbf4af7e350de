using System.CommandLine;
using System.Globalization;
using Dukou.Cli.Settings;
using Dukou.Server;

namespace Dukou.Cli.Module.Verbs;

/// <summary><c>dukou module run</c>: a QuecPython script, unmodified, on one virtual module or on a fleet of them.</summary>
static class RunScript
{
    const int CountMax = 1000;

    static readonly Argument<string> File = new("FILE") { Description = Phrase.Of("argument.module.script") };
    static readonly Option<int> Count = new("--count") { Description = Phrase.Of("option.module.count", CountMax), HelpName = "N", DefaultValueFactory = _ => 1 };
    static readonly Option<string?> Fault = new("--fault") { Description = Phrase.Of("option.module.fault"), HelpName = "SPEC" };
    static readonly Option<long> Seed = new("--seed") { Description = Phrase.Of("option.module.seed"), HelpName = "N" };
    static readonly Option<bool> Fast = new("--fast") { Description = Phrase.Of("option.module.fast") };
    static readonly Option<double?> Seconds = new("--for") { Description = Phrase.Of("option.module.for"), HelpName = "SECONDS" };
    static readonly Option<string?> ClockAt = new("--clock") { Description = Phrase.Of("option.module.clock"), HelpName = "TIME" };
    static readonly Option<string?> Packets = new("--packets") { Description = Phrase.Of("option.module.packets"), HelpName = "DIR" };
    static readonly Option<string?> Flash = new("--usr") { Description = Phrase.Of("option.module.usr"), HelpName = "DIR" };
    static readonly Option<bool> Overwrite = new("--overwrite") { Description = Phrase.Of("option.module.overwrite") };

    public static Command Verb()
    {
        var verb = new Command("run", Phrase.Of("verb.module.run")) { File, ModuleOptions.Imei, ModuleOptions.Imsi, ModuleOptions.Server, Count, Fault, Seed, Fast, Seconds, ClockAt, Packets, Flash, Overwrite, OnModule.Port, OnModule.Rate, OnModule.Json };
        SettingOptions.Add(verb, UpSettings.Place);
        Count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > CountMax)
                result.AddError(Phrase.Of("module.count", CountMax));
        });
        Fault.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && FaultSpec.Parse(text, out var wrong) is null)
                result.AddError(Phrase.Of("module.fault", wrong, string.Join(", ", FaultSpec.Kinds.Keys)));
        });
        // A port names a real module.
        verb.SetAction((parsed, cancellationToken) => Guard.RunAsync(
            parsed, stop => parsed.GetValue(OnModule.Port) is null ? RunAsync(parsed, stop) : RunOnModule.RunAsync(parsed, parsed.GetRequiredValue(File), stop), cancellationToken));
        return verb;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var console = parsed.InvocationConfiguration;
        var name = parsed.GetRequiredValue(File);
        var settings = await ModuleSettings.FromFileAsync(name, cancellationToken);
        if (parsed.GetValue(ClockAt) is { } at)
            settings = settings with { ClockAt = Time(at) };
        var (server, tls) = await ModuleOptions.ServersAsync(parsed, required: true, cancellationToken);
        settings = settings with
        {
            Imei = parsed.GetValue(ModuleOptions.Imei),
            Imsi = parsed.GetValue(ModuleOptions.Imsi),
            Server = server,
            TlsServer = tls,
            Clock = parsed.GetValue(Fast) ? ModuleClock.Fast : ModuleClock.Real,
            Duration = parsed.GetValue(Seconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Flash = parsed.GetValue(Flash),
            Runtime = await ModuleRuntime.FindAsync(cancellationToken),
        };
        var fleet = new Fleet(settings, parsed.GetValue(Count))
        {
            Faults = parsed.GetValue(Fault) is { } text ? FaultSpec.Parse(text, out _)! : [], // Validated.
            Seed = parsed.GetResult(Seed) is { Implicit: false } ? parsed.GetValue(Seed) : null,
            PacketsFolder = parsed.GetValue(Packets),
            Overwrites = parsed.GetValue(Overwrite),
        };
        console.Error.WriteLine(Phrase.Of("module.started", settings.Runtime.Description, fleet.Count, server ?? Phrase.Of("module.own-server")));
        CheckScript.Print(console.Error, name, Preflights.Of(settings.Script.Span));
        return await fleet.RunAsync(console.Output, console.Error, cancellationToken);
    }

    static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new PlatformStartException([Phrase.Of("settings.time", "--clock", text)]);
}
