namespace Dukou.Server.DeviceRules;

/// <summary>A rule as the API answers it.</summary>
sealed record RuleResponse(string RuleId, string Name, string? Description, RuleConditionGroup ConditionGroup, IReadOnlyList<RuleAction> Actions, string RuleType, string Status,
    string AppId, RuleDevices DeviceSide, DateTimeOffset LastUpdateTime)
{
    public static RuleResponse Of(DeviceRule rule) => new(rule.RuleId, rule.Name, rule.Description, rule.ConditionGroup, rule.Actions, DeviceRule.Type, rule.Status, rule.AppId,
        new(rule.DeviceIds), rule.UpdateTime);
}
