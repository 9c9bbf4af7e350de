using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Products;

namespace Dukou.Server.DeviceRules;

/// <summary>Replaces a rule. Its devices fetch it anew; those that it no longer names delete it.</summary>
[Operation("PUT", "rules/{ruleId}")]
static class UpdateRule
{
    public static async Task<RuleResponse> Handle(string ruleId, RuleFields body, DeviceRuleStore rules, DeviceRuleDelivery delivery, DeviceStore devices, ProductStore products,
        CancellationToken cancellationToken)
    {
        new Check().RuleId(ruleId).Rule(body).Done();
        var before = rules.Get(ruleId);
        new Check().That(body.AppId is null || body.AppId == before.AppId, "app_id", $"the rule belongs to the resource space {before.AppId} and stays there").Done();
        await RuleChecks.NamesExistAsync(body, before.AppId, devices, products);
        var (rule, told) = await rules.ChangeAsync(ruleId, rule => rule with
        {
            Name = body.Name!,
            Description = body.Description,
            Status = body.Status ?? rule.Status,
            ConditionGroup = body.ConditionGroup!,
            Actions = body.Actions!,
            DeviceIds = body.DeviceIds,
        }, cancellationToken);
        await delivery.TellAsync(told, cancellationToken);
        return RuleResponse.Of(rule);
    }
}
