using System.Globalization;

namespace Dukou.Server.DeviceRules;

/// <summary>A rule in the words of the devices' SDKs (section 2.19.2), which are not those of the API.</summary>
static class RuleDocument
{
    public static object Of(DeviceRule rule)
    {
        var group = rule.ConditionGroup;
        // A command without a device is for the one whose property led to it.
        var source = group.Conditions!.Select(condition => condition.DevicePropertyCondition?.DeviceId).FirstOrDefault(deviceId => deviceId is not null);
        return Members(
            ("ruleId", rule.RuleId), ("ruleName", rule.Name), ("logic", group.Logic ?? "and"), ("status", rule.Status),
            ("timeRange", group.TimeRange is { } range
                ? Members(("startTime", TimeOf(range.StartTime!)), ("endTime", TimeOf(range.EndTime!)), ("daysOfWeek", range.DaysOfWeek))
                : null),
            ("conditions", group.Conditions!.SelectMany(Conditions).ToList()),
            ("actions", rule.Actions.Select(action => Action(rule, action, source)).ToList()),
            ("ruleVersionInShadow", rule.Version));
    }

    // A device knows one property for each condition.
    static IEnumerable<object> Conditions(RuleCondition condition) => condition switch
    {
        { Type: "DEVICE_DATA", DevicePropertyCondition: { } data } => data.Filters!.Select(filter => Members(
            ("type", condition.Type), ("deviceInfo", Members(("deviceId", data.DeviceId), ("path", filter.Path))), ("operator", filter.Operator), ("value", filter.Value),
            ("inValues", filter.InValues))),
        { Type: "SIMPLE_TIMER", SimpleTimerCondition: { } simple } =>
            [Members(("type", condition.Type), ("startTime", simple.StartTime), ("repeatInterval", simple.RepeatInterval), ("repeatCount", simple.RepeatCount))],
        { DailyTimerCondition: { } daily } => [Members(("type", condition.Type), ("time", TimeOf(daily.Time!)), ("daysOfWeek", daily.DaysOfWeek))],
        _ => [],
    };

    static Dictionary<string, object> Action(DeviceRule rule, RuleAction action, string? source)
    {
        var (command, cmd) = (action.DeviceCommand!, action.DeviceCommand!.Cmd!);
        return Members(("type", action.Type), ("status", rule.Status), ("deviceId", command.DeviceId ?? source),
            ("command", Members(("serviceId", cmd.ServiceId), ("commandName", cmd.CommandName), ("commandBody", cmd.CommandBody!.Value))));
    }

    // The API takes 8:5, the SDKs read HH:mm.
    static string TimeOf(string given)
    {
        var parts = given.Split(':');
        return string.Create(CultureInfo.InvariantCulture, $"{int.Parse(parts[0], CultureInfo.InvariantCulture):00}:{int.Parse(parts[1], CultureInfo.InvariantCulture):00}");
    }

    // Absent instead of null.
    static Dictionary<string, object> Members(params ReadOnlySpan<(string Name, object? Value)> members)
    {
        var given = new Dictionary<string, object>();
        foreach (var (name, value) in members)
            if (value is not null)
                given.Add(name, value);
        return given;
    }
}
