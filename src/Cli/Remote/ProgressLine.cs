namespace Dukou.Cli.Remote;

/// <summary>How far long work has come, on one line of a terminal's standard error; nothing where no person looks.</summary>
sealed class ProgressLine(TextWriter error, int total) : IDisposable
{
    const int Width = 30;

    readonly bool _shown = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;

    public void At(int done)
    {
        if (!_shown)
            return;
        var filled = total == 0 ? Width : done * Width / total;
        error.Write($"\r[{new string('#', filled)}{new string('.', Width - filled)}] {done}/{total}");
    }

    public void Dispose()
    {
        if (_shown)
            error.WriteLine();
    }
}
