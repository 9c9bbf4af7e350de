using Dukou.Server.Api;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Certificates;

/// <summary>Lists the certificates by which devices have come, newest first.</summary>
[Operation("GET", "device-certificates")]
static class ListDeviceCertificate
{
    public static Response Handle([AsParameters] Paging paging, [FromQuery(Name = "common_name")] string? commonName, [FromQuery(Name = "fingerprint")] string? fingerprint,
        DeviceCertificateStore certificates)
    {
        new Check().Text(commonName, "common_name", 256).Text(fingerprint, "fingerprint", 64).Done();
        var (found, page) = certificates.List(commonName, fingerprint?.ToLowerInvariant(), paging.Checked());
        return new([.. found.Select(DeviceCertificateResponse.Brief)], page);
    }

    public sealed record Response(IReadOnlyList<DeviceCertificateResponse> DeviceCertificates, Page Page);
}
