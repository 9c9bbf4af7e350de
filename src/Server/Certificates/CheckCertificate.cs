using System.Security.Cryptography.X509Certificates;
using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Certificates;

/// <summary>Whoever uploaded a CA certificate shows that its key is theirs: by a certificate that it signed and whose common name is the code.</summary>
[Operation("POST", "certificates/{certificateId}/action", Needs = Role.Owner)]
static class CheckCertificate
{
    public static async Task<Ok> Handle(string certificateId, [FromQuery(Name = "action_id")] string? actionId, Request body, CaCertificateStore authorities, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var check = new Check().Required(actionId, "action_id").OneOf(actionId, "action_id", "verify");
        check.TryRead(body.VerifyContent, "verify_content", out var certificate);
        check.Done();
        await authorities.ChangeAsync(certificateId, (_, ca) => ca.Verified ? ca : Verified(ca, certificate!, authorities, clock.GetUtcNow()), cancellationToken);
        return TypedResults.Ok();
    }

    static CaCertificate Verified(CaCertificate ca, X509Certificate2 certificate, CaCertificateStore authorities, DateTimeOffset now)
    {
        var name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        var (fault, detail) = CertificateChain.Check(certificate, [], ca.Certificate, now);
        new Check()
            .That(authorities.HasCode(ca), "verify_content", "the code has run out after a day; ShowCertificate shows a new one")
            .That(name == ca.VerifyCode, "verify_content", $"its common name must be the code {ca.VerifyCode}, is '{name}'")
            .That(fault == ChainFault.None, "verify_content", $"the CA {ca.CnName} did not sign it, or it is not valid now{(detail is null ? "" : $": {detail}")}")
            .Done();
        return ca with { Verified = true };
    }

    public sealed record Request(string? VerifyContent);
}
