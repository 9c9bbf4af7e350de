using System.CommandLine;
using Dukou.Cli.Module.Serial;

namespace Dukou.Cli.Module.Verbs;

/// <summary><c>dukou module reset</c>: starts the module's Python anew, which runs main.py; with <c>--hard</c> the whole module.</summary>
static class ResetModule
{
    static readonly Option<bool> Hard = new("--hard") { Description = Phrase.Of("option.serial.hard") };

    public static Command Verb()
    {
        var verb = new Command("reset", Phrase.Of("verb.module.reset")) { Hard, OnModule.Port, OnModule.Rate, OnModule.Json };
        verb.SetAction((parsed, cancellationToken) => Guard.RunAsync(parsed, async stop =>
        {
            await using var link = await OnModule.OpenAsync(parsed, stop);
            await using (var prompt = await Prompt.TakeAsync(link, stop))
                if (parsed.GetValue(Hard))
                    await HardAsync(prompt, stop);
            if (!parsed.GetValue(Hard))
                await SoftAsync(link, stop);
            OnModule.Write(parsed, new { Reset = parsed.GetValue(Hard) ? "hard" : "soft" }, Phrase.Of("serial.reset", link.Port));
            return 0;
        }, cancellationToken));
        return verb;
    }

    static async Task SoftAsync(SerialLink link, CancellationToken cancellationToken)
    {
        // The friendly prompt is back; Ctrl-D on an empty line.
        await link.ReadUntilAsync(">>> "u8.ToArray(), TimeSpan.FromSeconds(2), cancellationToken);
        await link.WriteAsync("\x04"u8.ToArray(), cancellationToken);
        if (await link.ReadUntilAsync("soft reboot"u8.ToArray(), TimeSpan.FromSeconds(10), cancellationToken) is null)
            throw new ModuleLinkException(Phrase.Of("serial.fell-silent", link.Port));
    }

    static async Task HardAsync(Prompt prompt, CancellationToken cancellationToken)
    {
        try
        {
            await prompt.DoAsync("try:\n from misc import Power\n Power.powerRestart()\nexcept ImportError:\n import machine\n machine.reset()", cancellationToken);
        }
        catch (ModuleLinkException)
        {
            // It is gone before it can answer; that is what was asked for.
        }
    }
}
