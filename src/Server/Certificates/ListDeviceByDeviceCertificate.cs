using System.Globalization;
using Dukou.Server.Api;
using Dukou.Server.Devices;

namespace Dukou.Server.Certificates;

/// <summary>Lists the devices that are pinned to a certificate, newest first.</summary>
[Operation("POST", "device-certificates/{certificateId}/list-device", ChangesNothing = true)]
static class ListDeviceByDeviceCertificate
{
    public static Response Handle(string certificateId, Request? body, DeviceCertificateStore certificates, DeviceStore devices)
    {
        var prints = certificates.Get(certificateId).Fingerprints;
        var paging = new Paging(body?.Limit?.ToString(CultureInfo.InvariantCulture), body?.Marker, body?.Offset?.ToString(CultureInfo.InvariantCulture));
        var (found, page) = devices.ListPinnedTo(prints.Sha1, prints.Sha256, paging.Checked());
        return new([.. found.Select(device => new Item(device.AppId, device.DeviceId, device.NodeId, device.GatewayId ?? device.DeviceId, device.DeviceName, device.ProductId))], page);
    }

    public sealed record Request(int? Limit, string? Marker, int? Offset);

    public sealed record Response(IReadOnlyList<Item> Devices, Page Page);

    public sealed record Item(string AppId, string DeviceId, string NodeId, string GatewayId, string? DeviceName, string ProductId);
}
