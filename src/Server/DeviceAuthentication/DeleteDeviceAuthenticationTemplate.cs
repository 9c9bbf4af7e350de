using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.DeviceAuthentication;

/// <summary>Deletes an authentication template, active or not.</summary>
[Operation("DELETE", "device-authentication-templates/{templateId}", Needs = Role.Owner)]
static class DeleteDeviceAuthenticationTemplate
{
    public static async Task<NoContent> Handle(string templateId, AuthenticationTemplateStore templates, CancellationToken cancellationToken)
    {
        await templates.DeleteAsync(templateId, cancellationToken);
        return TypedResults.NoContent();
    }
}
