using Dukou.Server.Api;

namespace Dukou.Server.DeviceLogs;

/// <summary>Lets a device report its logs until a time, or stops it (D:1303). A device that is away is told when it comes: an operation of our own.</summary>
[Operation("PUT", "devices/{deviceId}/log-switch", Own = true, Group = "device logs")]
static class SetDeviceLogSwitch
{
    static readonly TimeSpan OnByDefault = TimeSpan.FromHours(24);

    public static async Task<LogSwitchResponse> Handle(string deviceId, Request body, LogSwitchStore switches, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        new Check()
            .Required(body.Switch, "switch").OneOf(body.Switch, "switch", "on", "off")
            .That(body.Switch != "on" || body.EndTime is null || body.EndTime > now, "end_time", "must lie in the future")
            .Done();
        var on = body.Switch == "on";
        return LogSwitchResponse.Of(await switches.SetAsync(deviceId, on, on ? body.EndTime ?? now + OnByDefault : now, cancellationToken), now);
    }

    /// <param name="Switch"><c>on</c> or <c>off</c>.</param>
    /// <param name="EndTime">When the device stops by itself; 24 hours from now unless given.</param>
    public sealed record Request(string? Switch, DateTimeOffset? EndTime);
}

/// <summary>A device's log switch as the API answers it.</summary>
/// <param name="DeviceId">The device.</param>
/// <param name="Switch"><c>off</c> as well when its time is over, or when it was never set.</param>
/// <param name="EndTime">When it ends or ended.</param>
/// <param name="Told">False while the device has not been told.</param>
sealed record LogSwitchResponse(string DeviceId, string Switch, DateTimeOffset? EndTime, bool Told)
{
    public static LogSwitchResponse Of(LogSwitch known, DateTimeOffset now) => new(known.DeviceId, known.IsOnAt(now) ? "on" : "off", known.EndTime, !known.Untold);
}
