using System.Text.Json;
using Dukou.Server.Api;

namespace Dukou.Server.Provisioning;

/// <summary>Makes a template by which devices register themselves, once a CA certificate is bound to it (UpdateCertificate).</summary>
[Operation("POST", "provisioning-templates", Needs = Role.Owner)]
static class CreateProvisioningTemplate
{
    public static async Task<ProvisioningTemplateResponse> Handle(Request body, ProvisioningTemplateStore templates, CancellationToken cancellationToken)
    {
        var check = new Check().Required(body.TemplateName, "template_name").TemplateName(body.TemplateName).TemplateDescription(body.Description);
        ProvisioningBody.Read(check, body.TemplateBody);
        check.Done();
        return ProvisioningTemplateResponse.Whole(await templates.AddAsync(body.TemplateName!, body.Description, body.TemplateBody!.Value.GetRawText(), cancellationToken));
    }

    public sealed record Request(string? TemplateName, string? Description, JsonElement? TemplateBody);
}
