namespace Dukou.Server.Provisioning;

/// <summary>
/// How a device that shows a certificate of a trusted CA is registered: which attribute of the certificate becomes what. Immutable;
/// <see cref="ProvisioningTemplateStore"/> owns the row.
/// </summary>
/// <param name="TemplateId">24 hexadecimal digits.</param>
/// <param name="TemplateName">The owner's name for it.</param>
/// <param name="Description">The owner's words.</param>
/// <param name="Body">JSON, checked when it was stored.</param>
/// <param name="CreateTime">When it was made.</param>
/// <param name="UpdateTime">Its last change.</param>
sealed record ProvisioningTemplate(string TemplateId, string TemplateName, string? Description, string Body, DateTimeOffset CreateTime, DateTimeOffset UpdateTime);
