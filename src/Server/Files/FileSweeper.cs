namespace Dukou.Server.Files;

/// <summary>Deletes files that are too old; looks every <see cref="Period"/> of domain time.</summary>
sealed class FileSweeper(DeviceFileStore files, TimeProvider clock, ILogger<FileSweeper> log) : BackgroundService
{
    public static readonly TimeSpan Period = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await files.DeleteOldAsync(stoppingToken))
                {
                }
            }
            // The engine's loop goes on: what could not be deleted now is found again in the next round.
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                FileLog.NotSwept(log, failure);
            }
        }
    }
}

/// <summary>Log messages of the files, ids 1300-1399.</summary>
static partial class FileLog
{
    [LoggerMessage(1300, LogLevel.Error, "Files that are too old could not be deleted; the next round tries again.")]
    public static partial void NotSwept(ILogger log, Exception failure);
}
