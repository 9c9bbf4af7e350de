using Dukou.Server.Api;
using Dukou.Server.Spaces;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.DeviceRules;

/// <summary>Lists rules, newest first.</summary>
[Operation("GET", "rules")]
static class ListRules
{
    public static Response Handle([AsParameters] Paging paging, [FromQuery(Name = "app_id")] string? appId, [FromQuery(Name = "rule_type")] string? ruleType, DeviceRuleStore rules, SpaceStore spaces)
    {
        new Check().Text(appId, "app_id", 36, Patterns.Id).OneOf(ruleType, "rule_type", DeviceRule.Type, "DEVICE_LINKAGE", "DATA_FORWARDING", "EDGE").Done();
        if (appId is not null)
            spaces.Get(appId);
        var request = paging.Checked();
        // There are none of the other types.
        if (ruleType is not (null or DeviceRule.Type))
            return new([], 0, null);
        var (found, page) = rules.List(appId, request);
        return new([.. found.Select(RuleResponse.Of)], page.Count, page.Marker);
    }

    public sealed record Response(IReadOnlyList<RuleResponse> Rules, long Count, string? Marker);
}
