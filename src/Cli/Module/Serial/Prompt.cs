using System.Text;

namespace Dukou.Cli.Module.Serial;

/// <summary>Which of MicroPython's prompts a module speaks, best first.</summary>
enum PromptKind
{
    /// <summary>Raw, with the module saying how much it can take.</summary>
    RawPaste,

    /// <summary>Raw, paced by us.</summary>
    Raw,

    /// <summary>The one for people: a line at a time, each echoed.</summary>
    Friendly,
}

/// <summary>What a piece of code printed, and its traceback; empty when there was none.</summary>
readonly record struct Answer(byte[] Output, string Error)
{
    public string Text => Encoding.UTF8.GetString(Output);
}

/// <summary>
/// A module's prompt, taken over from whatever runs there. Tries raw-paste, then raw, then the friendly prompt, and gives the prompt back
/// as a person expects it. Owned by one verb.
/// </summary>
sealed class Prompt : IAsyncDisposable
{
    // A line without flow control: upstream's own tools write 256 bytes every 10 ms.
    const int UnpacedMax = 256;

    // A friendly prompt's line, as QPYcom writes it.
    const int LineMax = 200;

    const int InterruptsMax = 5;

    // What the friendly prompt runs around the code.
    const string Wrapper = """
        import sys as _s
        print(chr(2), end='')
        try:
            exec(_c, globals())
        except BaseException as _e:
            print(chr(4), end='')
            _s.print_exception(_e)
        print(chr(3), end='')
        """;

    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan PromptTimeMax = TimeSpan.FromSeconds(2);

    static readonly byte[] Interrupt = "\r\x03\x03"u8.ToArray();
    static readonly byte[] RawBanner = "raw REPL; CTRL-B to exit\r\n>"u8.ToArray();
    static readonly byte[] FriendlyPrompt = ">>> "u8.ToArray();
    static readonly byte[] AskPaste = [5, (byte)'A', 1];
    static readonly byte[] End = [4];

    readonly SerialLink _link;

    Prompt(SerialLink link, PromptKind kind)
    {
        _link = link;
        Kind = kind;
    }

    public PromptKind Kind { get; private set; }

    /// <summary>How long a module may stay silent while a piece of code runs.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Interrupts what runs and takes the prompt.</summary>
    /// <exception cref="ModuleLinkException">Nothing that answers is a prompt.</exception>
    public static async Task<Prompt> TakeAsync(SerialLink link, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < InterruptsMax; tries++)
        {
            await link.WriteAsync(Interrupt, cancellationToken);
            await Task.Delay(Pace * 10, cancellationToken);
            link.TakeAll();
            await link.WriteAsync("\r\x01"u8.ToArray(), cancellationToken);
            if (await SeesAsync(link, RawBanner, cancellationToken))
                return new Prompt(link, PromptKind.RawPaste);
            // Firmware without a raw prompt ignores Ctrl-A.
            await link.WriteAsync("\x02\r"u8.ToArray(), cancellationToken);
            if (await SeesAsync(link, FriendlyPrompt, cancellationToken) && await AnswersAsync(link, cancellationToken))
                return new Prompt(link, PromptKind.Friendly);
        }
        var heard = Encoding.UTF8.GetString(link.TakeAll());
        throw new ModuleLinkException(heard.Length == 0
            ? Phrase.Of("serial.silent", link.Port)
            : Phrase.Of("serial.stuck", link.Port, heard.Length > 60 ? heard[^60..] : heard));
    }

    /// <summary>Runs code and waits for its end.</summary>
    /// <param name="code">Python that 1.13 understands.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    /// <param name="show">Gets the output as it comes; then silence is no reason to give up.</param>
    /// <exception cref="ModuleLinkException">The module falls silent, or the port is gone.</exception>
    public async Task<Answer> RunAsync(string code, CancellationToken cancellationToken, Action<ReadOnlyMemory<byte>>? show = null)
    {
        var source = Encoding.UTF8.GetBytes(code.ReplaceLineEndings("\n"));
        var patience = show is null ? Patience : Timeout.InfiniteTimeSpan;
        try
        {
            return Kind == PromptKind.Friendly ? await RunFriendlyAsync(source, patience, show, cancellationToken) : await RunRawAsync(source, patience, show, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Once: a second one would interrupt the script's own handling of the first.
            await _link.WriteAsync("\x03"u8.ToArray(), CancellationToken.None);
            throw;
        }
    }

    /// <summary>The same for code whose failure is the verb's.</summary>
    /// <exception cref="ModuleLinkException">The module raised an error.</exception>
    public async Task<Answer> DoAsync(string code, CancellationToken cancellationToken)
    {
        var answer = await RunAsync(code, cancellationToken);
        return answer.Error.Length == 0 ? answer : throw new ModuleLinkException(Phrase.Of("serial.refused", LastLine(answer.Error)));
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (Kind != PromptKind.Friendly)
                await _link.WriteAsync("\r\x02"u8.ToArray(), CancellationToken.None);
        }
        catch (ModuleLinkException)
        {
            // The port is gone, and with it the prompt.
        }
    }

    /// <summary>Of a traceback, what went wrong.</summary>
    public static string LastLine(string error) => error.Split('\n')[^1].Trim();

    static async Task<bool> AnswersAsync(SerialLink link, CancellationToken cancellationToken)
    {
        // An echo of our own bytes is no prompt: ask something.
        link.TakeAll();
        await link.WriteAsync("6*7\r"u8.ToArray(), cancellationToken);
        return await SeesAsync(link, "42\r\n>>> "u8.ToArray(), cancellationToken);
    }

    /// <summary>However much a script prints meanwhile.</summary>
    static async Task<bool> SeesAsync(SerialLink link, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(PromptTimeMax);
        try
        {
            return await link.ReadUntilAsync(text, PromptTimeMax, patience.Token) is not null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    async Task<Answer> RunRawAsync(byte[] source, TimeSpan patience, Action<ReadOnlyMemory<byte>>? show, CancellationToken cancellationToken)
    {
        if (Kind == PromptKind.RawPaste && !await PasteAsync(source, cancellationToken))
            Kind = PromptKind.Raw;
        if (Kind == PromptKind.Raw)
            await TypeAsync(source, cancellationToken);
        var output = await UntilAsync(End, patience, cancellationToken, show);
        var error = await UntilAsync(End, Patience, cancellationToken);
        await UntilAsync(">"u8.ToArray(), Patience, cancellationToken);
        return new(output[..^1], Encoding.UTF8.GetString(error.AsSpan(0, error.Length - 1)).Trim());
    }

    /// <summary>False when the module knows no raw-paste; then nothing has run.</summary>
    async Task<bool> PasteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        await _link.WriteAsync(AskPaste, cancellationToken);
        var reply = await CountAsync(2, cancellationToken);
        if (reply[0] != 'R' || reply[1] != 1)
        {
            // "ra…" is an older firmware's raw prompt, which starts over.
            if (reply[0] != 'R')
                await UntilAsync(">"u8.ToArray(), PromptTimeMax, cancellationToken);
            return false;
        }
        var size = await CountAsync(2, cancellationToken);
        var step = size[0] | size[1] << 8;
        for (var left = step; source.Length > 0;)
        {
            if (left == 0)
            {
                var signal = (await CountAsync(1, cancellationToken))[0];
                if (signal != 1)
                    throw new ModuleLinkException(Phrase.Of("serial.aborted", _link.Port));
                left = step;
                continue;
            }
            var count = Math.Min(left, source.Length);
            await _link.WriteAsync(source[..count], cancellationToken);
            source = source[count..];
            left -= count;
        }
        await _link.WriteAsync(End, cancellationToken);
        // Windows that were granted and not used come before the module's own end mark.
        await UntilAsync(End, Patience, cancellationToken);
        return true;
    }

    async Task TypeAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        for (; source.Length > 0; source = source[Math.Min(UnpacedMax, source.Length)..])
        {
            await _link.WriteAsync(source[..Math.Min(UnpacedMax, source.Length)], cancellationToken);
            await Task.Delay(Pace, cancellationToken);
        }
        await _link.WriteAsync(End, cancellationToken);
        await UntilAsync("OK"u8.ToArray(), Patience, cancellationToken);
    }

    /// <summary>The code goes over as lines of base64, each waiting for its prompt, and runs between two marks; a third one begins the traceback.</summary>
    async Task<Answer> RunFriendlyAsync(byte[] source, TimeSpan patience, Action<ReadOnlyMemory<byte>>? show, CancellationToken cancellationToken)
    {
        await LineAsync("import ubinascii", cancellationToken);
        await HandOverAsync("_c", source, cancellationToken);
        await HandOverAsync("_r", Encoding.ASCII.GetBytes(Wrapper), cancellationToken);
        await _link.WriteAsync("exec(_r)\r"u8.ToArray(), cancellationToken);
        await UntilAsync(new byte[] { 2 }, Patience, cancellationToken);
        var output = (await UntilAsync(new byte[] { 3 }, patience, cancellationToken, show))[..^1];
        await UntilAsync(FriendlyPrompt, Patience, cancellationToken);
        var error = Array.LastIndexOf(output, (byte)4);
        return error < 0 ? new(output, "") : new(output[..error], Encoding.UTF8.GetString(output.AsSpan(error + 1)).Trim());
    }

    async Task HandOverAsync(string name, byte[] source, CancellationToken cancellationToken)
    {
        await LineAsync($"{name} = b''", cancellationToken);
        foreach (var line in Convert.ToBase64String(source).Chunk(LineMax))
            await LineAsync($"{name} += ubinascii.a2b_base64('{new string(line)}')", cancellationToken);
    }

    async Task LineAsync(string line, CancellationToken cancellationToken)
    {
        await _link.WriteAsync(Encoding.ASCII.GetBytes(line + "\r"), cancellationToken);
        await UntilAsync(FriendlyPrompt, Patience, cancellationToken);
    }

    async Task<byte[]> UntilAsync(ReadOnlyMemory<byte> end, TimeSpan patience, CancellationToken cancellationToken, Action<ReadOnlyMemory<byte>>? show = null) =>
        await _link.ReadUntilAsync(end, patience, cancellationToken, show) ?? throw new ModuleLinkException(Phrase.Of("serial.fell-silent", _link.Port));

    async Task<byte[]> CountAsync(int count, CancellationToken cancellationToken) =>
        await _link.ReadAsync(count, Patience, cancellationToken) ?? throw new ModuleLinkException(Phrase.Of("serial.fell-silent", _link.Port));
}
