using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.DeviceRules;

/// <summary>Deletes a rule; its devices delete it as soon as they learn so.</summary>
[Operation("DELETE", "rules/{ruleId}")]
static class DeleteRule
{
    public static async Task<NoContent> Handle(string ruleId, DeviceRuleStore rules, DeviceRuleDelivery delivery, CancellationToken cancellationToken)
    {
        new Check().RuleId(ruleId).Done();
        await delivery.TellAsync(await rules.DeleteAsync(ruleId, cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }
}
