using System.CommandLine;
using System.Text.Json;
using Dukou.Cli.Settings;
using Dukou.Server;

namespace Dukou.Cli;

/// <summary><c>dukou info</c>: what <c>up</c> printed, again; with <c>--secrets</c> all of it, wherever the output goes.</summary>
[Verb("info", 160)]
static class Info
{
    public static Command Verb()
    {
        var secrets = new Option<bool>("--secrets") { Description = Phrase.Of("option.secrets") };
        var json = new Option<bool>("--json") { Description = Phrase.Of("option.one-line") };
        var verb = new Command("info", Phrase.Of("verb.info"));
        SettingOptions.Add(verb, UpSettings.Place);
        verb.Options.Add(secrets);
        verb.Options.Add(json);
        verb.SetAction((parsed, cancellationToken) => RunAsync(parsed, parsed.GetValue(secrets), parsed.GetValue(json), cancellationToken));
        return verb;
    }

    static async Task<int> RunAsync(ParseResult parsed, bool secrets, bool json, CancellationToken cancellationToken)
    {
        var console = parsed.InvocationConfiguration;
        try
        {
            var place = await Place.OpenAsync(parsed, cancellationToken);
            var ready = Ready.Of(place.Addresses.Endpoints, place.Addresses.CaFile, place.Found.Account, place.Found.Demo);
            if (json)
                console.Output.WriteLine(JsonSerializer.Serialize(secrets ? ready : ready.WithoutSecrets(), Machine.Json));
            else
                new Banner(console.Output, place.Addresses.Endpoints, ready)
                {
                    Title = place.Found.Running ? "info.running" : "info.stopped",
                    Folder = (place.Found.Folder, Created: false),
                    Secrets = secrets,
                }.Write(TimeProvider.System);
            return 0;
        }
        catch (PlatformStartException failure)
        {
            return Failure.Print(console.Error, failure.Problems);
        }
    }
}
