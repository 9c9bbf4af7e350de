using Dukou.Server.Storage;

namespace Dukou.Server.Audits;

/// <summary>Deletes entries that are too old; at the start and every ten minutes of domain time.</summary>
sealed class AuditRetention(AuditStore store, TimeProvider clock, ILogger<AuditRetention> log) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            try
            {
                while (await store.DeleteOldAsync(stoppingToken))
                {
                }
            }
            // The engine's loop goes on; what stays is met again in the next round.
            catch (StorageException failure)
            {
                AuditLog.NotShortened(log, failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
