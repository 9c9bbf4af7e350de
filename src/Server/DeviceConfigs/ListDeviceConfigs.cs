using Dukou.Server.Api;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.DeviceConfigs;

/// <summary>Lists configurations of devices, newest first; of one device when it is named: an operation of our own.</summary>
[Operation("GET", "device-configs", Own = true, Group = "device configuration")]
static class ListDeviceConfigs
{
    public static Response Handle([AsParameters] Paging paging, [FromQuery(Name = "device_id")] string? deviceId, DeviceConfigStore configs)
    {
        new Check().Text(deviceId, "device_id", 128, Patterns.Id).Done();
        var (found, page) = configs.List(deviceId, paging.Checked());
        return new([.. found.Select(DeviceConfigResponse.Of)], page);
    }

    public sealed record Response(IReadOnlyList<DeviceConfigResponse> Configs, Page Page);
}
