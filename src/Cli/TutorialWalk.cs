using System.Text;
using Dukou.ApplicationSdk;
using Dukou.Cli.Module;

namespace Dukou.Cli;

/// <summary>
/// One walk through the tutorial: registers the device, runs its script, shows what the platform traces of it, and helps the person to
/// send a command. Everything that is shown goes through one writer, line by line, in the order in which it happens.
/// </summary>
/// <param name="place">The running platform.</param>
/// <param name="placeOptions">What a person must add to a verb to name the same platform.</param>
/// <param name="client">Acts as the platform's owner.</param>
/// <param name="device">Whose tutorial it is.</param>
/// <param name="output">Takes the story.</param>
sealed class TutorialWalk(Place place, string placeOptions, ApplicationClient client, TutorialDevice device, TextWriter output)
{
    // Guards the writer: the script's lines, the traces and the person's command come side by side.
    readonly Lock _gate = new();
    readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _traced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // How long the walk waits for the trace of what the person has already seen.
    static readonly TimeSpan TraceTimeMax = TimeSpan.FromSeconds(5);

    /// <summary>Ends with the script; with <paramref name="send"/>, which sends the command itself, after the answer.</summary>
    public async Task<int> RunAsync(string? script, bool send, CancellationToken cancellationToken)
    {
        var secret = await device.RegisterAsync(client, cancellationToken);
        Say(Phrase.Of("tutorial.registered", device.ProductId, device.DeviceId));

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var http = place.ConnectHttp();
        using var traces = await TraceEntries.OpenAsync(
            http, $"/v1/{place.Found.Account.ProjectId}/traces/stream?lang={Language.Detect()}&device_id={device.DeviceId}", cancellationToken);
        var following = FollowAsync(traces, ended.Token);
        await using var module = await VirtualModule.StartAsync(await SettingsAsync(script, secret, cancellationToken), cancellationToken);
        Say(Phrase.Of("tutorial.started", module.Runtime.Description));
        var commanding = CommandAsync(send, ended.Token);
        var reading = ReadAsync(module, ended.Token);

        // Our own script runs until it is stopped; the published one ends after its first command.
        var first = await Task.WhenAny(reading, send ? commanding : reading, following);
        if (first == following && !cancellationToken.IsCancellationRequested)
        {
            // The module would go on trying to connect.
            await ended.CancelAsync();
            Say(Phrase.Of("tutorial.gone"));
            return Failure.Failed;
        }
        await first;
        if (reading.IsCompleted && await module.WaitForExitAsync(cancellationToken) is not 0 and var status)
        {
            await ended.CancelAsync();
            Say(Phrase.Of("tutorial.failed", status));
            return Failure.Failed;
        }
        if (send)
            await commanding;
        await Task.WhenAny(_traced.Task, Task.Delay(TraceTimeMax, cancellationToken));
        await ended.CancelAsync();
        foreach (var task in new[] { following, commanding, reading })
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Say(Phrase.Of("tutorial.real", device.DeviceId));
        return 0;
    }

    async Task<ModuleSettings> SettingsAsync(string? script, string secret, CancellationToken cancellationToken)
    {
        var local = place.Addresses.LocalMqtt!; // Checked by the verb.
        return script is null
            ? new() { Script = Encoding.UTF8.GetBytes(DeviceScript.Fill(device.DeviceId, secret, local.Address.ToString(), local.Port)), ScriptName = "room.py" }
            // The reader's own file, unchanged: its server's name is answered with this platform.
            : (await ModuleSettings.FromFileAsync(script, cancellationToken)) with
            {
                Imei = TutorialDevice.PublishedImei,
                Server = local.ToString(),
            };
    }

    async Task ReadAsync(VirtualModule module, CancellationToken cancellationToken)
    {
        await foreach (var line in module.ReadLinesAsync(cancellationToken))
        {
            Say("  module   | " + line.Text);
            // Every script of the tutorial's shape says so when a command may come.
            if (line.Text.Contains("waiting", StringComparison.OrdinalIgnoreCase) && line.Text.Contains("command", StringComparison.OrdinalIgnoreCase))
                _waiting.TrySetResult();
        }
    }

    async Task FollowAsync(HttpResponseMessage traces, CancellationToken cancellationToken)
    {
        await foreach (var entry in TraceEntries.ReadAsync(traces, cancellationToken))
        {
            Say("  platform | " + TraceEntries.Format(entry).ReplaceLineEndings("\n           | "));
            // The command's own entry, which comes last.
            if ((string?)entry["kind"] == "downlink")
                _traced.TrySetResult();
        }
    }

    async Task CommandAsync(bool send, CancellationToken cancellationToken)
    {
        await _waiting.Task.WaitAsync(cancellationToken);
        Say(Phrase.Of("tutorial.command"));
        Say("  " + SendCommand.Line(device.DeviceId, device.ServiceId, device.CommandName, $"{device.Para}={device.Value}") + placeOptions);
        if (!send && Console.IsInputRedirected)
            return;
        if (!send)
        {
            Say(Phrase.Of("tutorial.enter"));
            await Console.In.ReadLineAsync(cancellationToken);
        }
        var answer = await client.CreateCommandAsync(device.DeviceId, device.Command, cancellationToken);
        Say($"{Phrase.Of("tutorial.answer")} {SendCommand.Text(answer)}");
    }

    void Say(string line)
    {
        lock (_gate)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }
}
