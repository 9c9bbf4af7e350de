using System.Data.Common;
using System.Text.RegularExpressions;
using Dukou.Server.Api;

namespace Dukou.Server.Certificates;

/// <summary>Changes what a CA certificate is used for: whether devices that it signed register themselves, and by which template.</summary>
[Operation("PUT", "certificates/{certificateId}", Needs = Role.Owner)]
static partial class UpdateCertificate
{
    public static async Task<CaCertificateResponse> Handle(string certificateId, Request body, CaCertificateStore authorities, ITemplateDirectory templates, CancellationToken cancellationToken)
    {
        new Check()
            .That(body.TemplateId is null || TemplateIds.IsMatch(body.TemplateId), "template_id", "must be the 24 hexadecimal digits of a provisioning template")
            .That(body.OcspEnable != true, "ocsp_enable", "asking an OCSP server is not built yet; switch a certificate off with UpdateDeviceCertificate")
            .That(body.OcspSslEnable != true, "ocsp_ssl_enable", "asking an OCSP server is not built yet")
            .Done();
        return CaCertificateResponse.Of(await authorities.ChangeAsync(certificateId, (core, ca) => Changed(core, ca, body, templates), cancellationToken));
    }

    static CaCertificate Changed(DbConnection core, CaCertificate ca, Request body, ITemplateDirectory templates)
    {
        var changed = ca with { ProvisionEnable = body.ProvisionEnable ?? ca.ProvisionEnable, TemplateId = body.TemplateId?.ToLowerInvariant() ?? ca.TemplateId };
        new Check()
            .That(!changed.ProvisionEnable || changed.TemplateId is not null, "template_id", "is required where provision_enable is true")
            .That(changed.TemplateId is null || templates.HasTemplate(core, changed.TemplateId), "template_id", $"there is no provisioning template {changed.TemplateId}")
            .Done();
        return changed;
    }

    [GeneratedRegex(@"^[a-fA-F0-9]{24}\z")]
    private static partial Regex TemplateIds { get; }

    public sealed record Request(bool? ProvisionEnable, string? TemplateId, bool? OcspEnable, bool? OcspSslEnable, string? OcspServerCaId);
}
