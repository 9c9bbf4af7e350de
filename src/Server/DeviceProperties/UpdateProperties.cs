using System.Text.Json;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Iotda.Payloads;
using Dukou.Server.Api;
using Dukou.Server.Cluster;
using Dukou.Server.Devices;
using Dukou.Server.Products;

namespace Dukou.Server.DeviceProperties;

/// <summary>Sets properties of a device and answers with what it answered, within 20 s (D:0035). The shadow changes when the device reports.</summary>
[Operation("PUT", "devices/{deviceId}/properties")]
static class UpdateProperties
{
    public static async Task<PropertiesResponse> Handle(
        string deviceId, Request body, DeviceStore devices, ProductStore products, DeviceRequests requests, CancellationToken cancellationToken)
    {
        new Check().That(body.Services is { ValueKind: JsonValueKind.Array } given && given.GetArrayLength() > 0, "services",
            "is required and must be an array of objects with service_id and properties").Done();
        var services = body.Services!.Value;
        var device = await devices.GetAsync(deviceId);
        ModelErrors.Throw(PropertySet.Validate(services, products.Find(device.AppId, device.ProductId)?.Model ?? ProductModel.Empty));
        var settings = services.EnumerateArray()
            .Select(service => new ServiceProperties(service.GetProperty("service_id").GetString()!, service.GetProperty("properties"))).ToList();
        return PropertiesResponse.Of(await requests.SendAsync(
            device, DeviceTopicKind.PropertiesSet, RequestKind.PropertiesSet, child => new PropertiesSet(child, settings), cancellationToken));
    }

    public sealed record Request(JsonElement? Services);
}
