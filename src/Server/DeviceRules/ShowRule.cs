using Dukou.Server.Api;

namespace Dukou.Server.DeviceRules;

/// <summary>Shows one rule.</summary>
[Operation("GET", "rules/{ruleId}")]
static class ShowRule
{
    public static RuleResponse Handle(string ruleId, DeviceRuleStore rules)
    {
        new Check().RuleId(ruleId).Done();
        return RuleResponse.Of(rules.Get(ruleId));
    }
}
