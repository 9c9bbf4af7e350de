using Dukou.Server.Api;
using Dukou.Server.Devices;

namespace Dukou.Server.DeviceLogs;

/// <summary>Shows whether a device reports its logs: an operation of our own.</summary>
[Operation("GET", "devices/{deviceId}/log-switch", Own = true, Group = "device logs")]
static class ShowDeviceLogSwitch
{
    public static async Task<LogSwitchResponse> Handle(string deviceId, DeviceStore devices, LogSwitchStore switches, TimeProvider clock)
    {
        await devices.GetAsync(deviceId);
        return switches.Find(deviceId) is { } known ? LogSwitchResponse.Of(known, clock.GetUtcNow()) : new(deviceId, "off", null, true);
    }
}
