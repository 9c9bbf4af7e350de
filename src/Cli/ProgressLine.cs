namespace Dukou.Cli;

/// <summary>How far long work has come, on one line of a terminal's standard error; nothing where no person looks.</summary>
/// <param name="error">Where it is shown.</param>
/// <param name="total">What there is to do; 0 when nobody knows before the end.</param>
/// <param name="name">What it is about, in front of the line.</param>
sealed class ProgressLine(TextWriter error, long total = 0, string name = "") : IDisposable
{
    const int Width = 30;

    readonly bool _shown = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
    bool _begun;

    public void At(long done) => At(done, total);

    /// <summary>For work whose size is known only once it has begun.</summary>
    public void At(long done, long all)
    {
        if (!_shown)
            return;
        _begun = true;
        var filled = (int)(all == 0 ? 0 : done * Width / all);
        var bar = all == 0 ? $"{done}" : $"[{new string('#', filled)}{new string('.', Width - filled)}] {done}/{all}";
        error.Write(name.Length == 0 ? $"\r{bar}" : $"\r{name}  {bar}");
    }

    public void Dispose()
    {
        if (_begun)
            error.WriteLine();
    }
}
