using System.Globalization;

namespace Dukou.Server.Gateway;

/// <summary>Says at the start when the process may open fewer files than it takes connections: devices above that would wait to be accepted.</summary>
sealed class OpenFiles(LimitOptions limits, ILogger<OpenFiles> log) : IHostedService
{
    // Listeners, files of the data folder and their readers, and what HTTP needs to go on.
    const int Others = 1_000;

    // proc_pid_limits(5); Linux alone has it. .NET has raised the soft limit to the hard one by now.
    const string Limits = "/proc/self/limits";
    const string Row = "Max open files";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(Limits) && Max(File.ReadLines(Limits)) is { } max && max < (long)limits.ConnectionsMax + Others)
            GatewayLog.FewFiles(log, max, limits.ConnectionsMax);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Null for no limit.</summary>
    static long? Max(IEnumerable<string> rows) =>
        long.TryParse(rows.First(row => row.StartsWith(Row, StringComparison.Ordinal))[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], NumberStyles.None, CultureInfo.InvariantCulture, out var max) ? max : null;
}
