using Dukou.Server.Api;

namespace Dukou.Server.DeviceRules;

/// <summary>Switches a rule on or off. Its devices keep it and learn its status.</summary>
[Operation("PUT", "rules/{ruleId}/status")]
static class ChangeRuleStatus
{
    public static async Task<Response> Handle(string ruleId, Request body, DeviceRuleStore rules, DeviceRuleDelivery delivery, CancellationToken cancellationToken)
    {
        new Check().RuleId(ruleId).Required(body.Status, "status").OneOf(body.Status, "status", "active", "inactive").Done();
        var (rule, told) = await rules.ChangeAsync(ruleId, rule => rule with { Status = body.Status! }, cancellationToken);
        await delivery.TellAsync(told, cancellationToken);
        return new(rule.Status);
    }

    public sealed record Request(string? Status);

    public sealed record Response(string Status);
}
