using System.Text.Json;
using System.Text.RegularExpressions;
using Dukou.Server.Api;

namespace Dukou.Server.DevicePolicies;

/// <summary>The members that CreateDevicePolicy and UpdateDevicePolicy share, and their rules (device-protocol 1.9).</summary>
static partial class PolicyFields
{
    [GeneratedRegex("^[a-fA-F0-9]{24}\\z")]
    private static partial Regex PolicyIds { get; }

    [GeneratedRegex(@"^[a-zA-Z0-9/{}$=+#?*:._-]*\z")]
    private static partial Regex Resources { get; }

    public static Check Policy(this Check check, string? name, IReadOnlyList<PolicyStatement>? statement)
    {
        check.Text(name, "policy_name", 128, Patterns.Id);
        if (statement is null)
            return check;
        check.That(statement.Count is >= 1 and <= DevicePolicy.StatementsMax, "statement", $"must have 1 to {DevicePolicy.StatementsMax} entries, has {statement.Count}");
        check.That(JsonSerializer.SerializeToUtf8Bytes(statement, Json.Options).Length <= DevicePolicy.BytesMax, "statement", $"must have at most {DevicePolicy.BytesMax} bytes");
        for (var i = 0; i < statement.Count && i < DevicePolicy.StatementsMax; i++)
            check.Statement(statement[i], $"statement[{i}]");
        return check;
    }

    public static Check PolicyId(this Check check, string policyId) =>
        check.That(PolicyIds.IsMatch(policyId), "policy_id", $"'{(policyId.Length > 64 ? policyId[..64] + "…" : policyId)}' is not 24 hexadecimal digits");

    public static Check Targets(this Check check, string? type, IReadOnlyList<string>? ids)
    {
        check.Required(type, "target_type").OneOf(type, "target_type", PolicyTarget.Types).Required(ids, "target_ids");
        check.That(ids is null or { Count: >= 1 and <= PolicyTarget.PerRequestMax }, "target_ids", $"must have 1 to {PolicyTarget.PerRequestMax} entries");
        foreach (var id in (ids ?? []).Take(PolicyTarget.PerRequestMax))
            check.Required(id, "target_ids").Text(id, "target_ids", 128, Patterns.Id);
        return check;
    }

    static void Statement(this Check check, PolicyStatement? statement, string path)
    {
        check.Required(statement?.Effect, $"{path}.effect").OneOf(statement?.Effect, $"{path}.effect", "ALLOW", "DENY");
        check.That(statement?.Actions is { Count: >= 1 and <= 2 }, $"{path}.actions", "must have 1 or 2 entries");
        foreach (var action in (statement?.Actions ?? []).Take(2))
            check.Required(action, $"{path}.actions").OneOf(action, $"{path}.actions", PolicyStatement.PublishAction, PolicyStatement.SubscribeAction);
        check.That(statement?.Resources is { Count: >= 1 and <= DevicePolicy.ResourcesMax }, $"{path}.resources", $"must have 1 to {DevicePolicy.ResourcesMax} entries");
        foreach (var resource in (statement?.Resources ?? []).Take(DevicePolicy.ResourcesMax))
            check.Resource(resource, $"{path}.resources");
    }

    static void Resource(this Check check, string? resource, string path)
    {
        check.Required(resource, path).Text(resource, path, 256, Resources);
        if (resource is null)
            return;
        check.That(resource.StartsWith(PolicyStatement.TopicPrefix, StringComparison.Ordinal) && resource.Length > PolicyStatement.TopicPrefix.Length, path,
            "must have the form topic:PATTERN");
        check.That(!resource.StartsWith(PolicyStatement.TopicPrefix + "$oc", StringComparison.Ordinal), path, "policies hold for topics outside $oc only");
        check.That(PolicyPattern.KnowsVariables(resource), path, $"has a variable that is not known; known is {PolicyPattern.DeviceIdVariable}");
    }
}
