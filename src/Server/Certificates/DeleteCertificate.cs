using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.Certificates;

/// <summary>Deletes a CA certificate: devices that it let in are refused at their next connection.</summary>
[Operation("DELETE", "certificates/{certificateId}", Needs = Role.Owner)]
static class DeleteCertificate
{
    public static async Task<NoContent> Handle(string certificateId, CaCertificateStore authorities, CancellationToken cancellationToken)
    {
        await authorities.DeleteAsync(certificateId, cancellationToken);
        return TypedResults.NoContent();
    }
}
