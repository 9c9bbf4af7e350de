using System.Text.Json;
using Dukou.Server.Api;

namespace Dukou.Server.DeviceAuthentication;

/// <summary>Changes the given members of an authentication template; a given body replaces the whole body. Devices notice at their next connection.</summary>
[Operation("PUT", "device-authentication-templates/{templateId}", Needs = Role.Owner)]
static class UpdateDeviceAuthenticationTemplate
{
    public static async Task<AuthenticationTemplateResponse> Handle(string templateId, Request body, AuthenticationTemplateStore templates, CancellationToken cancellationToken)
    {
        var check = new Check().Text(body.Description, "description", 2048, Patterns.DisplayName, min: 0).OneOf(body.Status, "status", "ACTIVE", "INACTIVE");
        if (body.TemplateBody is not null)
            AuthenticationBody.Read(check, body.TemplateBody);
        check.Done();
        return AuthenticationTemplateResponse.Whole(await templates.ChangeAsync(templateId, template => template with
        {
            Description = body.Description ?? template.Description,
            IsActive = body.Status is null ? template.IsActive : body.Status == "ACTIVE",
            Body = body.TemplateBody?.GetRawText() ?? template.Body,
        }, cancellationToken));
    }

    public sealed record Request(string? Description, string? Status, JsonElement? TemplateBody);
}
