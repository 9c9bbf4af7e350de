using System.Text.Json;
using Dukou.Protocol.Iotda;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Products;

namespace Dukou.Server.Shadows;

/// <summary>
/// Says what is desired of a device: properties are merged, null removes one, <c>{}</c> clears a service. All services or none. The device
/// learns it when it comes online and when it reports.
/// </summary>
[Operation("PUT", "devices/{deviceId}/shadow")]
static class UpdateDeviceShadowDesiredData
{
    public static async Task<ShadowResponse> Handle(
        string deviceId, Request body, DeviceStore devices, ProductStore products, ShadowStore shadows, CancellationToken cancellationToken)
    {
        var check = Checked(body.Shadow ?? []);
        check.Done();
        var device = await devices.GetAsync(deviceId);
        var model = products.Find(device.AppId, device.ProductId)?.Model ?? ProductModel.Empty;
        var changes = body.Shadow!.Select(service => new DesiredChange(service!.ServiceId!, service.Desired!.Value, service.Version)).ToList();
        for (var i = 0; i < changes.Count; i++)
            foreach (var misfit in DesiredShadow.Validate(changes[i].Desired, changes[i].ServiceId, model))
                check.That(false, $"shadow[{i}].desired", misfit.Sentence);
        check.Done();
        try
        {
            return ShadowResponse.Of(deviceId, await shadows.UpdateDesiredAsync(deviceId, changes, cancellationToken));
        }
        catch (ShadowConflictException conflict)
        {
            // The status is published, its code is not.
            throw new IotdaException(new(409, "IOTDA.000006", conflict.Message + " Read the shadow again and repeat the change."));
        }
    }

    static Check Checked(IReadOnlyList<ServiceRequest?> shadow)
    {
        var check = new Check().That(shadow.Count > 0, "shadow", "is required and must name at least one service");
        for (var i = 0; i < shadow.Count; i++)
        {
            var service = shadow[i];
            check
                .Required(service?.ServiceId, $"shadow[{i}].service_id").Text(service?.ServiceId, $"shadow[{i}].service_id", 256, min: 0)
                .That(service?.Desired is { ValueKind: JsonValueKind.Object }, $"shadow[{i}].desired", "is required and must be an object")
                .Range(service?.Version, $"shadow[{i}].version", 0, long.MaxValue)
                .That(service?.ServiceId is null || shadow.Take(i).All(other => other?.ServiceId != service.ServiceId), $"shadow[{i}].service_id", "is named twice");
        }
        return check;
    }

    public sealed record Request(IReadOnlyList<ServiceRequest?>? Shadow);

    public sealed record ServiceRequest(string? ServiceId, JsonElement? Desired, long? Version);
}
