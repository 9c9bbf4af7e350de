using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.Provisioning;

/// <summary>Deletes a template that no CA certificate uses.</summary>
[Operation("DELETE", "provisioning-templates/{templateId}", Needs = Role.Owner)]
static class DeleteProvisioningTemplate
{
    public static async Task<NoContent> Handle(string templateId, ProvisioningTemplateStore templates, CancellationToken cancellationToken)
    {
        await templates.DeleteAsync(templateId, cancellationToken);
        return TypedResults.NoContent();
    }
}
