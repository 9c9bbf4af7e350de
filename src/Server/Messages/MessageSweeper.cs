namespace Dukou.Server.Messages;

/// <summary>Ends messages whose time to live has passed; looks every <see cref="Period"/> of domain time.</summary>
sealed class MessageSweeper(MessageStore messages, TimeProvider clock, ILogger<MessageSweeper> log) : BackgroundService
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await messages.ExpireAsync(stoppingToken))
                {
                }
            }
            // The engine's loop goes on: what could not be ended now is found again in the next round.
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                MessageLog.NotExpired(log, failure);
            }
        }
    }
}
