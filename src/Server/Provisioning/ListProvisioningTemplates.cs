using Dukou.Server.Api;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Provisioning;

/// <summary>Lists provisioning templates without their bodies, newest first.</summary>
[Operation("GET", "provisioning-templates")]
static class ListProvisioningTemplates
{
    public static Response Handle([AsParameters] Paging paging, [FromQuery(Name = "template_name")] string? templateName, ProvisioningTemplateStore templates)
    {
        new Check().TemplateName(templateName).Done();
        var (found, page) = templates.List(templateName, paging.Checked());
        return new([.. found.Select(ProvisioningTemplateResponse.Brief)], page);
    }

    public sealed record Response(IReadOnlyList<ProvisioningTemplateResponse> Templates, Page Page);
}
