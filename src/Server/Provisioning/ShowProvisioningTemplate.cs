using Dukou.Server.Api;

namespace Dukou.Server.Provisioning;

/// <summary>A provisioning template with its body.</summary>
[Operation("GET", "provisioning-templates/{templateId}")]
static class ShowProvisioningTemplate
{
    public static ProvisioningTemplateResponse Handle(string templateId, ProvisioningTemplateStore templates) => ProvisioningTemplateResponse.Whole(templates.Get(templateId));
}
