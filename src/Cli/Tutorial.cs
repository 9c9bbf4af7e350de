using System.CommandLine;
using Dukou.ApplicationSdk;
using Dukou.Cli.Settings;
using Dukou.Server;

namespace Dukou.Cli;

/// <summary><c>dukou tutorial</c>: the whole story with a virtual module, against the platform that runs on the data folder.</summary>
[Verb("tutorial", 20)]
static class Tutorial
{
    public static Command Verb()
    {
        var script = new Option<string?>("--script") { Description = Phrase.Of("option.tutorial.script"), HelpName = "FILE" };
        var send = new Option<bool>("--send") { Description = Phrase.Of("option.tutorial.send") };
        var undo = new Option<bool>("--undo") { Description = Phrase.Of("option.tutorial.undo") };
        var verb = new Command("tutorial", Phrase.Of("verb.tutorial")) { script, send, undo };
        SettingOptions.Add(verb, UpSettings.Place);
        verb.SetAction((parsed, cancellationToken) => parsed.GetValue(undo)
            ? GuardAsync(parsed, UndoAsync, cancellationToken)
            : GuardAsync(parsed, (place, output, stop) => WalkAsync(place, SettingOptions.Repeat(parsed), parsed.GetValue(script), parsed.GetValue(send), output, stop), cancellationToken));
        return verb;
    }

    static async Task<int> GuardAsync(ParseResult parsed, Func<Place, TextWriter, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        var console = parsed.InvocationConfiguration;
        using var stop = new StopSignal(cancellationToken);
        try
        {
            return await run(await Place.OpenAsync(parsed, stop.Token), console.Output, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return 0;
        }
        catch (PlatformStartException failure)
        {
            return Failure.Print(console.Error, failure.Problems);
        }
        catch (Exception failure) when (failure is IotdaRequestException or HttpRequestException or IOException or UnauthorizedAccessException or Module.NoPythonException)
        {
            return Failure.Print(console.Error, [failure.Message]);
        }
    }

    static async Task<int> WalkAsync(Place place, string placeOptions, string? script, bool send, TextWriter output, CancellationToken cancellationToken)
    {
        using var client = place.Connect();
        if (place.Addresses.Endpoints.Bound.Mqtt is not { } mqtt)
            throw new PlatformStartException([Phrase.Of("tutorial.mqtt-off")]);
        if (script is not null && !System.Net.IPAddress.IsLoopback(mqtt.Address))
            throw new PlatformStartException([Phrase.Of("tutorial.loopback", mqtt)]);
        var device = script is null ? TutorialDevice.Own() : TutorialDevice.Published();
        var walk = new TutorialWalk(place, placeOptions, client, device, output);
        return await walk.RunAsync(script, send, cancellationToken);
    }

    static async Task<int> UndoAsync(Place place, TextWriter output, CancellationToken cancellationToken)
    {
        using var client = place.Connect();
        foreach (var device in new[] { TutorialDevice.Own(), TutorialDevice.Published() })
            if (await device.RemoveAsync(client, cancellationToken))
                output.WriteLine(Phrase.Of("tutorial.removed", device.DeviceId, device.ProductId));
        return 0;
    }
}
