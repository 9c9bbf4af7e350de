using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Products;
using Dukou.Server.Spaces;

namespace Dukou.Server.DeviceRules;

/// <summary>Creates a rule that runs on devices (rule_type DEVICE_SIDE) and tells them. Rules that the platform would run are answered 501.</summary>
[Operation("POST", "rules")]
static class CreateRule
{
    public static async Task<RuleResponse> Handle(RuleFields body, DeviceRuleStore rules, DeviceRuleDelivery delivery, SpaceStore spaces, DeviceStore devices, ProductStore products,
        TimeProvider clock, CancellationToken cancellationToken)
    {
        new Check().Rule(body).Done();
        var appId = spaces.Get(body.AppId).AppId;
        await RuleChecks.NamesExistAsync(body, appId, devices, products);
        var rule = new DeviceRule(Guid.NewGuid().ToString(), appId, body.Name!, body.Description, body.Status ?? "active", body.ConditionGroup!, body.Actions!, body.DeviceIds, 0, clock.GetUtcNow());
        await rules.AddAsync(rule, cancellationToken);
        await delivery.TellAsync(rule.DeviceIds, cancellationToken);
        return RuleResponse.Of(rule);
    }
}
