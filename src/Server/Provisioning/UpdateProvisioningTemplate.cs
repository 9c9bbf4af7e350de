using System.Text.Json;
using Dukou.Server.Api;

namespace Dukou.Server.Provisioning;

/// <summary>Changes description or body of a template; devices that are registered already stay as they are.</summary>
[Operation("PUT", "provisioning-templates/{templateId}", Needs = Role.Owner)]
static class UpdateProvisioningTemplate
{
    public static async Task<ProvisioningTemplateResponse> Handle(string templateId, Request body, ProvisioningTemplateStore templates, CancellationToken cancellationToken)
    {
        var check = new Check().TemplateDescription(body.Description);
        if (body.TemplateBody is not null)
            ProvisioningBody.Read(check, body.TemplateBody);
        check.Done();
        return ProvisioningTemplateResponse.Whole(await templates.ChangeAsync(templateId, body.Description, body.TemplateBody?.GetRawText(), cancellationToken));
    }

    public sealed record Request(string? Description, JsonElement? TemplateBody);
}
