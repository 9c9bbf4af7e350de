namespace Dukou.Server.DeviceRules;

/// <summary>What became of rules on devices.</summary>
static class DeviceRuleReasons
{
    public static readonly Reason Fetched = new("rule.fetched",
        "The device fetched {count} rules.", "设备获取了 {count} 条规则。");

    public static readonly Reason NotItsOwn = new("rule.not_its_own",
        "The device asks for the rule {rule}, which does not run on it: it was deleted, or names other devices.",
        "设备请求规则 {rule}，但该规则不在此设备上运行：规则已删除，或指定了其他设备。",
        "Let the device delete the rule when its shadow says version -1.",
        "请让设备在影子中版本为 -1 时删除该规则。");

    public static readonly Reason Deleted = new("rule.deleted",
        "The device deleted the rule {rule}.", "设备已删除规则 {rule}。");
}
