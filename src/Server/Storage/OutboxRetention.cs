namespace Dukou.Server.Storage;

/// <summary>Keeps the outbox within its bounds; every ten minutes of domain time.</summary>
sealed class OutboxRetention(Outbox outbox, TimeProvider clock, ILogger<OutboxRetention> log) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await outbox.PruneAsync(stoppingToken);
            }
            // The engine's loop goes on; rows that stay are met again in the next round.
            catch (StorageException failure)
            {
                OutboxLog.NotPruned(log, failure);
            }
        }
    }
}

/// <summary>Log messages of the outbox, ids 590-599.</summary>
static partial class OutboxLog
{
    [LoggerMessage(590, LogLevel.Error, "The outbox could not be shortened.")]
    public static partial void NotPruned(ILogger log, Exception failure);
}
