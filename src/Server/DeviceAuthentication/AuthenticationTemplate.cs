namespace Dukou.Server.DeviceAuthentication;

/// <summary>
/// How devices of another platform prove themselves here without a change of their firmware: which device a CONNECT comes from and what its
/// password must be, as expressions. Immutable; <see cref="AuthenticationTemplateStore"/> owns the row.
/// </summary>
/// <param name="TemplateId">24 hexadecimal digits.</param>
/// <param name="TemplateName">The owner's name for it.</param>
/// <param name="Description">The owner's words.</param>
/// <param name="IsActive">One at most is.</param>
/// <param name="Body">JSON, checked when it was stored.</param>
/// <param name="CreateTime">When it was made.</param>
/// <param name="UpdateTime">Its last change.</param>
sealed record AuthenticationTemplate(string TemplateId, string TemplateName, string? Description, bool IsActive, string Body, DateTimeOffset CreateTime, DateTimeOffset UpdateTime);
