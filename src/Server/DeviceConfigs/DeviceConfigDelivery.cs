using System.Data.Common;
using System.Text.Json;
using Dukou.Server.Devices;
using Dukou.Server.Events;
using Dukou.Server.Pipeline;

namespace Dukou.Server.DeviceConfigs;

/// <summary>
/// Sends configurations down: at once, when the device comes, and every <see cref="ResendAfter"/> until it is answered or its time is over
/// (api-iothub/iot_0803). Looks every <see cref="Period"/> of domain time.
/// </summary>
sealed class DeviceConfigDelivery(DeviceConfigStore configs, DeviceStore devices, EventDownlink downlink, TimeProvider clock, ILogger<DeviceConfigDelivery> log)
    : BackgroundService, ISessionObserver, IDeviceObserver
{
    public static readonly TimeSpan ResendAfter = TimeSpan.FromHours(24);
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Sends it when the device is there; the configuration as it is then.</summary>
    public async Task<DeviceConfig> SendAsync(DeviceConfig config, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // Marked before it goes: the answer may come at once, and a device that has just come is sent what waits for it at the same time.
        var sent = config with { SentTime = now, NextTime = now + ResendAfter };
        if (!await configs.MarkSentAsync(config, sent, cancellationToken))
            return config;
        var update = EventParas.New(DeviceConfigAnswers.ServiceId, "config_update", now, new { ConfigContent = JsonElement.Parse(config.Content) }, config.ConfigId);
        if (await downlink.SendAsync(config.ConnectedId, config.DeviceId, update, cancellationToken))
            return sent;
        var waiting = config with { NextTime = null };
        await configs.UpdateAsync(waiting, cancellationToken);
        return waiting;
    }

    public async ValueTask OpenedAsync(DeviceLink link, CancellationToken cancellationToken)
    {
        foreach (var config in configs.Waiting(link.ConnectedId))
            await SendAsync(config, cancellationToken);
    }

    public void Deleted(DbConnection core, string deviceId) => DeviceConfigTable.DeleteOf(core, deviceId);

    public async ValueTask GatewayChangedAsync(Device device, CancellationToken cancellationToken)
    {
        if (configs.Unfinished(device.DeviceId) is { } config)
            await SendAsync(config with { ConnectedId = (await DeviceRoute.OfAsync(device, devices)).Root.DeviceId }, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var config in configs.Expired())
                    await configs.FinishAsync(config, null, null, stoppingToken);
                foreach (var config in configs.Due())
                    await SendAsync(config, stoppingToken);
            }
            // The engine's loop goes on: what could not be sent now is found again in the next round.
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                DeviceConfigLog.RoundFailed(log, failure);
            }
        }
    }
}

/// <summary>Log messages of the configurations of devices, ids 1200-1299.</summary>
static partial class DeviceConfigLog
{
    [LoggerMessage(1200, LogLevel.Error, "Configurations of devices could not be sent or ended; the next round tries again.")]
    public static partial void RoundFailed(ILogger log, Exception failure);
}
