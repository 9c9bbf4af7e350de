using Dukou.Server.Api;

namespace Dukou.Server.DeviceAuthentication;

/// <summary>An authentication template with its body.</summary>
[Operation("GET", "device-authentication-templates/{templateId}")]
static class ShowDeviceAuthenticationTemplate
{
    public static AuthenticationTemplateResponse Handle(string templateId, AuthenticationTemplateStore templates) => AuthenticationTemplateResponse.Whole(templates.Get(templateId));
}
