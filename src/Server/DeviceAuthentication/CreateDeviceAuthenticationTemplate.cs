using System.Text.Json;
using Dukou.Server.Api;

namespace Dukou.Server.DeviceAuthentication;

/// <summary>Makes an authentication template. It counts while it is ACTIVE, which one at most can be.</summary>
[Operation("POST", "device-authentication-templates", Needs = Role.Owner)]
static class CreateDeviceAuthenticationTemplate
{
    public static async Task<AuthenticationTemplateResponse> Handle(Request body, AuthenticationTemplateStore templates, CancellationToken cancellationToken)
    {
        var check = new Check()
            .Required(body.TemplateName, "template_name").Text(body.TemplateName, "template_name", 128, Patterns.Id)
            .Text(body.Description, "description", 2048, Patterns.DisplayName, min: 0)
            .OneOf(body.Status, "status", "ACTIVE", "INACTIVE");
        AuthenticationBody.Read(check, body.TemplateBody);
        check.Done();
        return AuthenticationTemplateResponse.Whole(await templates.AddAsync(
            body.TemplateName!, body.Description, body.Status == "ACTIVE", body.TemplateBody!.Value.GetRawText(), cancellationToken));
    }

    public sealed record Request(string? TemplateName, string? Description, string? Status, JsonElement? TemplateBody);
}
