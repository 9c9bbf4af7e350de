using Dukou.Server.Api;

namespace Dukou.Server.Certificates;

/// <summary>A CA certificate with its content; an unverified one with a code that holds.</summary>
[Operation("GET", "certificates/{certificateId}")]
static class ShowCertificate
{
    public static async Task<CaCertificateResponse> Handle(string certificateId, CaCertificateStore authorities, CancellationToken cancellationToken)
    {
        var ca = await authorities.WithCodeAsync(certificateId, cancellationToken);
        return CaCertificateResponse.Of(ca) with { Content = ca.Content };
    }
}
