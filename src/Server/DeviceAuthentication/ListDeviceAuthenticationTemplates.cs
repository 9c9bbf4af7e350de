using Dukou.Server.Api;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.DeviceAuthentication;

/// <summary>Lists authentication templates without their bodies, newest first.</summary>
[Operation("GET", "device-authentication-templates")]
static class ListDeviceAuthenticationTemplates
{
    public static Response Handle([AsParameters] Paging paging, [FromQuery(Name = "template_name")] string? templateName, AuthenticationTemplateStore templates)
    {
        new Check().Text(templateName, "template_name", 128, Patterns.Id).Done();
        var (found, page) = templates.List(templateName, paging.Checked());
        return new([.. found.Select(AuthenticationTemplateResponse.Brief)], page);
    }

    public sealed record Response(IReadOnlyList<AuthenticationTemplateResponse> Templates, Page Page);
}
