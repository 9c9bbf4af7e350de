using Dukou.Server.Api;
using Dukou.Server.Devices;

namespace Dukou.Server.SubDevices;

/// <summary>Shows which devices a gateway found when it last looked: an operation of our own.</summary>
[Operation("GET", "devices/{deviceId}/sub-device-scans", Own = true, Group = "gateway")]
static class ShowSubDeviceScan
{
    public static async Task<SubDeviceScan> Handle(string deviceId, DeviceStore devices, SubDeviceScans scans)
    {
        await devices.GetAsync(deviceId);
        return scans.Find(deviceId) ?? throw new IotdaException(new(404, "IOTDA.000029", $"The device {deviceId} has not told of any scan."));
    }
}
