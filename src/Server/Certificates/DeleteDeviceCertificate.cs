using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.Certificates;

/// <summary>Forgets a certificate that no device is pinned to any more.</summary>
[Operation("DELETE", "device-certificates/{certificateId}")]
static class DeleteDeviceCertificate
{
    public static async Task<NoContent> Handle(string certificateId, DeviceCertificateStore certificates, CancellationToken cancellationToken)
    {
        await certificates.DeleteAsync(certificateId, cancellationToken);
        return TypedResults.NoContent();
    }
}
