using System.Text.Json;

namespace Dukou.Server.DeviceAuthentication;

/// <summary>An authentication template as the API answers it; lists leave out its body.</summary>
sealed record AuthenticationTemplateResponse(string TemplateId, string TemplateName, DateTimeOffset CreateTime, DateTimeOffset UpdateTime, string? Description, string Status,
    JsonElement? TemplateBody)
{
    public static AuthenticationTemplateResponse Brief(AuthenticationTemplate template) => new(template.TemplateId, template.TemplateName, template.CreateTime, template.UpdateTime,
        template.Description, template.IsActive ? "ACTIVE" : "INACTIVE", null);

    public static AuthenticationTemplateResponse Whole(AuthenticationTemplate template) => Brief(template) with { TemplateBody = JsonSerializer.Deserialize<JsonElement>(template.Body) };
}
