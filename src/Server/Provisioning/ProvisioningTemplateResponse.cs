using System.Text.Json;

namespace Dukou.Server.Provisioning;

/// <summary>A provisioning template as the API answers it; lists leave out its body.</summary>
sealed record ProvisioningTemplateResponse(string TemplateId, string TemplateName, string? Description, JsonElement? TemplateBody, DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    public static ProvisioningTemplateResponse Brief(ProvisioningTemplate template) =>
        new(template.TemplateId, template.TemplateName, template.Description, null, template.CreateTime, template.UpdateTime);

    public static ProvisioningTemplateResponse Whole(ProvisioningTemplate template) =>
        Brief(template) with { TemplateBody = JsonSerializer.Deserialize<JsonElement>(template.Body) };
}
