using Dukou.Server.Api;
using Dukou.Server.Devices;

namespace Dukou.Server.Certificates;

/// <summary>Switches a device's certificate on or off. Off cuts the links of the devices that are pinned to it.</summary>
[Operation("PUT", "device-certificates/{certificateId}")]
static class UpdateDeviceCertificate
{
    public static async Task<DeviceCertificateResponse> Handle(string certificateId, Request body, DeviceCertificateStore certificates, DeviceStore devices, DeviceLifecycle lifecycle,
        CancellationToken cancellationToken)
    {
        new Check().Required(body.Status, "status").OneOf(body.Status, "status", "ACTIVE", "INACTIVE").Done();
        var changed = await certificates.SetActiveAsync(certificateId, body.Status == "ACTIVE", cancellationToken);
        if (!changed.IsActive)
            foreach (var deviceId in devices.PinnedTo(changed.Fingerprints.Sha1, changed.Fingerprints.Sha256))
                await lifecycle.CutAsync(deviceId, CertificateReasons.CutInactive);
        return DeviceCertificateResponse.Whole(changed);
    }

    public sealed record Request(string? Status);
}
