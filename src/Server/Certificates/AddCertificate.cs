using System.Security.Cryptography.X509Certificates;
using Dukou.Server.Api;
using Dukou.Server.Spaces;

namespace Dukou.Server.Certificates;

/// <summary>Uploads the certificate of an authority that signs devices' certificates. It counts once CheckCertificate has verified it.</summary>
[Operation("POST", "certificates", Needs = Role.Owner)]
static class AddCertificate
{
    public static async Task<CaCertificateResponse> Handle(Request body, CaCertificateStore authorities, SpaceStore spaces, CancellationToken cancellationToken)
    {
        var check = new Check().Text(body.AppId, "app_id", 36, Patterns.Id);
        if (check.TryRead(body.Content, "content", out var certificate))
            check.That(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority), "content",
                "is no CA certificate: it lacks basicConstraints CA:true");
        check.Done();
        return CaCertificateResponse.Of(await authorities.AddAsync(spaces.Get(body.AppId).AppId, certificate!, cancellationToken));
    }

    public sealed record Request(string? Content, string? AppId);
}
