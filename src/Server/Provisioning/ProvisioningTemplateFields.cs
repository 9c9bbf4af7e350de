using System.Text.RegularExpressions;
using Dukou.Server.Api;

namespace Dukou.Server.Provisioning;

/// <summary>Rules of a provisioning template's members (G:create_provisioning_template).</summary>
static partial class ProvisioningTemplateFields
{
    [GeneratedRegex(@"^[\u4e00-\u9fa5a-zA-Z0-9_-]*\z")]
    private static partial Regex Names { get; }

    public static Check TemplateName(this Check check, string? name) => check.Text(name, "template_name", 128, Names);

    public static Check TemplateDescription(this Check check, string? description) => check.Text(description, "description", 2048, Patterns.DisplayName, min: 0);
}
