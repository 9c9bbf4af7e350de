using System.Text.Json;
using System.Text.RegularExpressions;
using Dukou.Protocol.Iotda;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Products;

namespace Dukou.Server.DeviceRules;

/// <summary>What applications give for a rule; creating and replacing it take the same members.</summary>
sealed record RuleFields(string? Name, string? Description, RuleConditionGroup? ConditionGroup, IReadOnlyList<RuleAction>? Actions, string? RuleType, string? Status, string? AppId,
    RuleDevices? DeviceSide)
{
    public IReadOnlyList<string> DeviceIds => DeviceSide?.DeviceIds ?? [];
}

/// <summary>The devices on which a rule runs (G:device_side).</summary>
sealed record RuleDevices(IReadOnlyList<string>? DeviceIds);

/// <summary>The checks of a rule's members, and of what they name.</summary>
static partial class RuleChecks
{
    const int ConditionsMax = 10;
    const int ActionsMax = 10;
    const int FiltersMax = 10;
    const int InValuesMax = 20;
    const int DevicesMax = 5;

    /// <summary>Conditions and actions as JSON: as many rules as a device may ask for at a time fit into one event.</summary>
    public const int DefinitionBytesMax = 16 * 1024;

    const int SecondsMax = 31_536_000;

    [GeneratedRegex(@"^((1|0?)[0-9]|2[0-3]):([0-5]?[0-9])\z")]
    private static partial Regex TimesOfDay { get; }

    [GeneratedRegex(@"^[1-7](,[1-7]){0,6}\z")]
    private static partial Regex Weekdays { get; }

    [GeneratedRegex(@"^[^/]+/[^/]+\z")]
    private static partial Regex PropertyPaths { get; }

    [GeneratedRegex(@"^[^,]+,[^,]+\z")]
    private static partial Regex Pairs { get; }

    public static Check RuleId(this Check check, string ruleId) => check.Text(ruleId, "rule_id", 128, Patterns.Id);

    /// <summary>The members by themselves.</summary>
    /// <exception cref="IotdaException">501 for a rule that the platform itself would have to run.</exception>
    public static Check Rule(this Check check, RuleFields rule)
    {
        if (rule.RuleType is "DEVICE_LINKAGE" or "DATA_FORWARDING" or "EDGE")
            throw DeviceRuleErrors.OtherType(rule.RuleType);
        check
            .Required(rule.Name, "name").Text(rule.Name, "name", 256)
            .Text(rule.Description, "description", 256, min: 0)
            .Required(rule.RuleType, "rule_type").OneOf(rule.RuleType, "rule_type", DeviceRule.Type)
            .OneOf(rule.Status, "status", "active", "inactive")
            .Text(rule.AppId, "app_id", 36, Patterns.Id)
            .Required(rule.ConditionGroup, "condition_group").Required(rule.Actions, "actions")
            .That(rule.DeviceIds.Count is > 0 and <= DevicesMax, "device_side.device_ids", $"must name 1 to {DevicesMax} devices")
            .That(rule.DeviceIds.Distinct().Count() == rule.DeviceIds.Count, "device_side.device_ids", "names a device twice");
        foreach (var deviceId in rule.DeviceIds)
            check.Required(deviceId, "device_side.device_ids").Text(deviceId, "device_side.device_ids", 128, Patterns.Id);
        if (rule is { ConditionGroup: { } group, Actions: { } actions })
            check.Group(group).Actions(actions, group)
                .That(JsonSerializer.SerializeToUtf8Bytes(new { group, actions }, Json.Options).Length <= DefinitionBytesMax, "condition_group", $"and actions have more than {DefinitionBytesMax} bytes");
        return check;
    }

    /// <summary>That devices, properties and commands which the rule names are there.</summary>
    /// <exception cref="IotdaException">One is not; the sentence names each.</exception>
    public static async Task NamesExistAsync(RuleFields rule, string appId, DeviceStore devices, ProductStore products)
    {
        var check = new Check();
        foreach (var deviceId in rule.DeviceIds)
            await ModelOfAsync(deviceId, "device_side.device_ids");
        foreach (var condition in rule.ConditionGroup!.Conditions!.Select(condition => condition.DevicePropertyCondition).OfType<DevicePropertyCondition>())
            if (await ModelOfAsync(condition.DeviceId!, "condition_group") is { } model)
                foreach (var path in condition.Filters!.Select(filter => filter.Path!.Split('/')))
                    check.That(model.FindService(path[0])?.FindProperty(path[1]) is not null, "path", $"{path[0]}/{path[1]} is not in the product model of {condition.DeviceId}");
        foreach (var command in rule.Actions!.Select(action => action.DeviceCommand!).Where(command => command.DeviceId is not null))
            if (await ModelOfAsync(command.DeviceId!, "actions") is { } model)
                check.That(model.FindService(command.Cmd!.ServiceId!)?.FindCommand(command.Cmd.CommandName!) is not null, "actions",
                    $"the command {command.Cmd.CommandName} of service {command.Cmd.ServiceId} is not in the product model of {command.DeviceId}");
        check.Done();

        async ValueTask<ProductModel?> ModelOfAsync(string deviceId, string path)
        {
            var device = await devices.FindAsync(deviceId);
            check.That(device?.AppId == appId, path, $"the device {deviceId} is not there, or in another resource space");
            return device?.AppId == appId ? products.Find(device.AppId, device.ProductId)?.Model : null;
        }
    }

    static Check Group(this Check check, RuleConditionGroup group)
    {
        var conditions = group.Conditions ?? [];
        check
            .That(conditions.Count is > 0 and <= ConditionsMax, "condition_group.conditions", $"must have 1 to {ConditionsMax} entries")
            .OneOf(group.Logic, "condition_group.logic", "and", "or");
        if (group.TimeRange is { } range)
            check
                .Required(range.StartTime, "time_range.start_time").Text(range.StartTime, "time_range.start_time", 5, TimesOfDay)
                .Required(range.EndTime, "time_range.end_time").Text(range.EndTime, "time_range.end_time", 5, TimesOfDay)
                .Text(range.DaysOfWeek, "time_range.days_of_week", 13, Weekdays);
        for (var i = 0; i < conditions.Count; i++)
            check.Condition(conditions[i], $"conditions[{i}]");
        return check.That(conditions.Count == 1 || group.Logic == "or" || conditions.All(condition => condition?.Type is not ("SIMPLE_TIMER" or "DAILY_TIMER")), "condition_group.logic",
            "must be or: a timer is a moment, which no other condition shares");
    }

    static Check Condition(this Check check, RuleCondition? condition, string at)
    {
        check.Required(condition?.Type, $"{at}.type").OneOf(condition?.Type, $"{at}.type", "DEVICE_DATA", "SIMPLE_TIMER", "DAILY_TIMER");
        switch (condition?.Type)
        {
            case "DEVICE_DATA":
                var data = condition.DevicePropertyCondition;
                var filters = data?.Filters ?? [];
                check
                    .Required(data?.DeviceId, $"{at}.device_property_condition.device_id").Text(data?.DeviceId, $"{at}.device_property_condition.device_id", 128, Patterns.Id)
                    .That(filters.Count is > 0 and <= FiltersMax, $"{at}.device_property_condition.filters", $"must have 1 to {FiltersMax} entries");
                for (var i = 0; i < filters.Count; i++)
                    check.Filter(filters[i], $"{at}.filters[{i}]");
                break;
            case "SIMPLE_TIMER":
                var simple = condition.SimpleTimerCondition;
                check
                    .That(Instants.TryParseCompact(simple?.StartTime, out _), $"{at}.simple_timer_condition.start_time", "is required and must be like 20260102T030405Z")
                    .Required(simple?.RepeatInterval, $"{at}.simple_timer_condition.repeat_interval").Range(simple?.RepeatInterval, $"{at}.simple_timer_condition.repeat_interval", 1, SecondsMax)
                    .Required(simple?.RepeatCount, $"{at}.simple_timer_condition.repeat_count").Range(simple?.RepeatCount, $"{at}.simple_timer_condition.repeat_count", 1, 9999);
                break;
            case "DAILY_TIMER":
                var daily = condition.DailyTimerCondition;
                check
                    .Required(daily?.Time, $"{at}.daily_timer_condition.time").Text(daily?.Time, $"{at}.daily_timer_condition.time", 5, TimesOfDay)
                    .Text(daily?.DaysOfWeek, $"{at}.daily_timer_condition.days_of_week", 13, Weekdays);
                break;
        }
        return check;
    }

    static void Filter(this Check check, PropertyFilter? filter, string at)
    {
        var isIn = filter?.Operator == "in";
        var values = filter?.InValues ?? [];
        check
            .Required(filter?.Path, $"{at}.path").Text(filter?.Path, $"{at}.path", 128, PropertyPaths)
            .Required(filter?.Operator, $"{at}.operator").OneOf(filter?.Operator, $"{at}.operator", ">", "<", ">=", "<=", "=", "in", "between")
            .That(isIn || filter?.Value is not null, $"{at}.value", "is required").Text(filter?.Value, $"{at}.value", 64, filter?.Operator == "between" ? Pairs : null)
            .That(!isIn || values.Count is > 0 and <= InValuesMax, $"{at}.in_values", $"must have 1 to {InValuesMax} entries")
            .OneOf(filter?.Strategy?.Trigger, $"{at}.strategy.trigger", "pulse", "reverse");
        foreach (var value in values)
            check.Required(value, $"{at}.in_values").Text(value, $"{at}.in_values", 128);
    }

    static Check Actions(this Check check, IReadOnlyList<RuleAction> actions, RuleConditionGroup group)
    {
        check.That(actions.Count is > 0 and <= ActionsMax, "actions", $"must have 1 to {ActionsMax} entries");
        for (var i = 0; i < actions.Count; i++)
        {
            var (action, at) = (actions[i], $"actions[{i}]");
            check.Required(action?.Type, $"{at}.type")
                .That(action?.Type is null or "DEVICE_CMD", $"{at}.type", $"'{action?.Type}' is not DEVICE_CMD: on a device a rule can only give commands");
            var command = action?.DeviceCommand;
            check
                .Required(command?.Cmd, $"{at}.device_command.cmd")
                .Text(command?.DeviceId, $"{at}.device_command.device_id", 128, Patterns.Id)
                .That(command is null or { DeviceId: not null } || (group.Conditions ?? []).Any(condition => condition?.Type == "DEVICE_DATA"), $"{at}.device_command.device_id",
                    "is required: no condition names a device");
            if (command?.Cmd is { } cmd)
                check
                    .Required(cmd.CommandName, $"{at}.cmd.command_name").Text(cmd.CommandName, $"{at}.cmd.command_name", 128)
                    .Required(cmd.ServiceId, $"{at}.cmd.service_id").Text(cmd.ServiceId, $"{at}.cmd.service_id", 64)
                    .That(cmd.CommandBody is { ValueKind: JsonValueKind.Object }, $"{at}.cmd.command_body", "is required and must be an object")
                    .Range(cmd.BufferTimeout, $"{at}.cmd.buffer_timeout", 0, SecondsMax).Range(cmd.ResponseTimeout, $"{at}.cmd.response_timeout", 1, SecondsMax)
                    .OneOf(cmd.Mode, $"{at}.cmd.mode", "ACTIVE", "PASSIVE");
        }
        return check;
    }
}
