using System.Text.Json;

namespace Dukou.Server.DeviceRules;

/// <summary>A rule that runs on devices, as it was when it was read. Immutable; <see cref="DeviceRuleStore"/> owns the row.</summary>
/// <param name="RuleId">Also the key under which a device's shadow names it.</param>
/// <param name="AppId">Its resource space.</param>
/// <param name="Name">For people.</param>
/// <param name="Description">For people.</param>
/// <param name="Status"><c>active</c> or <c>inactive</c>; an inactive rule stays on its devices and does nothing.</param>
/// <param name="ConditionGroup">When it acts.</param>
/// <param name="Actions">What it does.</param>
/// <param name="DeviceIds">The devices on which it runs.</param>
/// <param name="Version">Grows with every change; the devices fetch what has a newer one.</param>
/// <param name="UpdateTime">Of the last change.</param>
sealed record DeviceRule(string RuleId, string AppId, string Name, string? Description, string Status, RuleConditionGroup ConditionGroup, IReadOnlyList<RuleAction> Actions,
    IReadOnlyList<string> DeviceIds, long Version, DateTimeOffset UpdateTime)
{
    /// <summary>The only type that is built; the other one is DEVICE_LINKAGE.</summary>
    public const string Type = "DEVICE_SIDE";

    /// <summary>The service of the shadow and of the events (section 2.19.2 of the protocol).</summary>
    public const string ServiceId = "$device_rule";

    /// <summary>The version that says that a device is to delete the rule.</summary>
    public const long Deleted = -1;
}

/// <summary>When a rule acts (G:condition_group).</summary>
sealed record RuleConditionGroup(IReadOnlyList<RuleCondition>? Conditions, string? Logic, RuleTimeRange? TimeRange);

/// <summary>Of the day; the end may lie on the next one.</summary>
sealed record RuleTimeRange(string? StartTime, string? EndTime, string? DaysOfWeek);

/// <summary>One condition: the member that <paramref name="Type"/> names.</summary>
sealed record RuleCondition(string? Type, DevicePropertyCondition? DevicePropertyCondition, SimpleTimerCondition? SimpleTimerCondition, DailyTimerCondition? DailyTimerCondition);

sealed record DevicePropertyCondition(string? DeviceId, string? ProductId, IReadOnlyList<PropertyFilter>? Filters);

sealed record PropertyFilter(string? Path, string? Operator, string? Value, IReadOnlyList<string>? InValues, FilterStrategy? Strategy);

sealed record FilterStrategy(string? Trigger, int? EventValidTime);

sealed record SimpleTimerCondition(string? StartTime, int? RepeatInterval, int? RepeatCount);

sealed record DailyTimerCondition(string? Time, string? DaysOfWeek);

/// <summary>What a rule does. On a device it can only give commands (U:iot_01_0041).</summary>
sealed record RuleAction(string? Type, RuleCommand? DeviceCommand);

sealed record RuleCommand(string? DeviceId, RuleCommandBody? Cmd);

sealed record RuleCommandBody(string? CommandName, JsonElement? CommandBody, string? ServiceId, int? BufferTimeout, int? ResponseTimeout, string? Mode);
