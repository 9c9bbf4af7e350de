using System.CommandLine;
using System.Text;
using Dukou.Cli.Module.Serial;

namespace Dukou.Cli.Module.Verbs;

/// <summary><c>dukou module repl</c>: the module's prompt in this terminal, every key handed on; Ctrl-] leaves. From a pipe: what it says, until its end.</summary>
static class OpenRepl
{
    const char Leave = '\x1D'; // Ctrl-]

    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    // After the last byte of a pipe, how long the module may still answer.
    static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(1);

    public static Command Verb()
    {
        var verb = new Command("repl", Phrase.Of("verb.module.repl")) { OnModule.Port, OnModule.Rate };
        verb.SetAction((parsed, cancellationToken) => Guard.RunAsync(parsed, async stop =>
        {
            await using var link = await OnModule.OpenAsync(parsed, stop);
            if (!Console.IsInputRedirected)
                parsed.InvocationConfiguration.Error.WriteLine(Phrase.Of("serial.repl", link.Port));
            using var left = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var showing = ShowAsync(link, parsed.InvocationConfiguration.Output, left.Token);
            await link.WriteAsync("\r"u8.ToArray(), stop);
            var typing = Console.IsInputRedirected ? PipeAsync(link, left.Token) : TypeAsync(link, left.Token);
            await await Task.WhenAny(showing, typing);
            await left.CancelAsync();
            await showing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        }, cancellationToken));
        return verb;
    }

    static async Task ShowAsync(SerialLink link, TextWriter output, CancellationToken cancellationToken)
    {
        var decoder = Encoding.UTF8.GetDecoder();
        while (true)
        {
            if (await link.ReadAsync(1, TimeSpan.FromSeconds(1), cancellationToken) is not { } first)
                continue;
            byte[] all = [.. first, .. link.TakeAll()];
            var text = new char[all.Length];
            output.Write(text, 0, decoder.GetChars(all, text, flush: false));
            await output.FlushAsync(cancellationToken);
        }
    }

    static async Task TypeAsync(SerialLink link, CancellationToken cancellationToken)
    {
        // Ctrl+C is the module's, not ours.
        Console.TreatControlCAsInput = true;
        try
        {
            while (true)
            {
                while (!Console.KeyAvailable)
                    await Task.Delay(Look, cancellationToken);
                var key = Console.ReadKey(intercept: true);
                if (key.KeyChar == Leave)
                    return;
                await link.WriteAsync(Bytes(key), cancellationToken);
            }
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    static async Task PipeAsync(SerialLink link, CancellationToken cancellationToken)
    {
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (await input.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            await link.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        await Task.Delay(Afterwards, cancellationToken);
    }

    static byte[] Bytes(ConsoleKeyInfo key) => key.Key switch
    {
        ConsoleKey.UpArrow => "\e[A"u8.ToArray(),
        ConsoleKey.DownArrow => "\e[B"u8.ToArray(),
        ConsoleKey.RightArrow => "\e[C"u8.ToArray(),
        ConsoleKey.LeftArrow => "\e[D"u8.ToArray(),
        ConsoleKey.Enter => "\r"u8.ToArray(),
        _ => key.KeyChar == 0 ? [] : Encoding.UTF8.GetBytes([key.KeyChar]),
    };
}
