namespace Dukou.Server.Devices;

/// <summary>Deletes devices that did not connect within their <c>auth_info.timeout</c>; looks every <see cref="Period"/> of domain time.</summary>
sealed class RegistrationSweeper(DeviceStore devices, DeviceLifecycle lifecycle, TimeProvider clock, ILogger<RegistrationSweeper> log) : BackgroundService
{
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    const int SliceRows = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            // The engine's loop goes on: what could not be deleted now is found again in the next round.
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                DeviceLog.SweepFailed(log, failure);
            }
        }
    }

    async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var deviceId in devices.ExpiredAt(now, SliceRows))
        {
            // Asked again within the deletion: it may have connected, or its timeout may have been changed.
            if (await lifecycle.TryDeleteAsync(deviceId, device => device.ExpiryTime <= now, cancellationToken))
                DeviceLog.RegistrationExpired(log, deviceId);
        }
    }
}
