using Dukou.Protocol.Iotda;
using Dukou.Protocol.Iotda.Payloads;
using Dukou.Server.Api;
using Dukou.Server.Cluster;
using Dukou.Server.Devices;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.DeviceProperties;

/// <summary>Asks a device for the properties of one service and answers with what it answered, within 20 s (D:3011). The shadow doesn't change by it.</summary>
[Operation("GET", "devices/{deviceId}/properties")]
static class ListProperties
{
    public static async Task<PropertiesResponse> Handle(
        string deviceId, [FromQuery(Name = "service_id")] string? serviceId, DeviceStore devices, DeviceRequests requests, CancellationToken cancellationToken)
    {
        new Check().Required(serviceId, "service_id").Text(serviceId, "service_id", 64, min: 0).Done();
        var device = await devices.GetAsync(deviceId);
        return PropertiesResponse.Of(await requests.SendAsync(
            device, DeviceTopicKind.PropertiesGet, RequestKind.PropertiesGet, child => new PropertiesGet(child, serviceId), cancellationToken));
    }
}
