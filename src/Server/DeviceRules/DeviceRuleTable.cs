using System.Data.Common;
using System.Text.Json;
using Dukou.Server.Api;
using Dukou.Server.Storage;

namespace Dukou.Server.DeviceRules;

/// <summary>The SQL of the tables <c>device_rule</c> and <c>device_rule_target</c>.</summary>
static class DeviceRuleTable
{
    const string Columns = "rule_id, app_id, name, description, status, condition_group, actions, version, updated_at, row_id";

    public static void Insert(DbConnection core, string rowId, string projectId, DeviceRule rule) => core.Execute($"""
        insert into device_rule (project_id, {Columns})
        values (@project_id, @rule_id, @app_id, @name, @description, @status, @condition_group, @actions, @version, @updated_at, @row_id)
        """, [("@project_id", projectId), ("@row_id", rowId), ("@app_id", rule.AppId), .. Values(rule)]);

    public static void Update(DbConnection core, DeviceRule rule) => core.Execute("""
        update device_rule set name = @name, description = @description, status = @status, condition_group = @condition_group, actions = @actions, version = @version,
               updated_at = @updated_at
        where rule_id = @rule_id
        """, Values(rule));

    public static void Delete(DbConnection core, string ruleId) => core.Execute("delete from device_rule where rule_id = @rule_id", ("@rule_id", ruleId));

    public static DeviceRule? Find(DbConnection core, string ruleId)
    {
        var rule = core.First($"select {Columns} from device_rule where rule_id = @rule_id", Read, ("@rule_id", ruleId));
        return rule is null ? null : rule with { DeviceIds = Devices(core, ruleId) };
    }

    public static long Count(DbConnection core) => core.Scalar<long>("select count(*) from device_rule");

    public static List<string> IdsIn(DbConnection core, string appId, int max) =>
        core.Query("select rule_id from device_rule where app_id = @app_id limit @max", row => row.GetString(0), ("@app_id", appId), ("@max", max));

    public static (IReadOnlyList<DeviceRule> Rules, Page Page) List(DbConnection core, string? appId, PageRequest page)
    {
        var where = appId is null ? "true" : "app_id = @app_id";
        var count = core.Scalar<long>($"select count(*) from device_rule where {where}", ("@app_id", appId));
        var rows = core.Query($"select {Columns} from device_rule where {where} and row_id < @marker order by row_id desc limit @limit offset @offset",
            row => (Rule: Read(row), RowId: row.GetString(9)), ("@app_id", appId), ("@marker", page.Marker), ("@limit", page.Limit), ("@offset", page.Offset));
        return ([.. rows.Select(row => row.Rule with { DeviceIds = Devices(core, row.Rule.RuleId) })], new(count, rows.LastOrDefault().RowId));
    }

    /// <summary>Says which version a device is to have; -1 to delete it.</summary>
    public static void SetTarget(DbConnection core, string projectId, string deviceId, string ruleId, long version) => core.Execute("""
        insert into device_rule_target (device_id, rule_id, project_id, version) values (@device_id, @rule_id, @project_id, @version)
        on conflict (device_id, rule_id) do update set version = excluded.version
        """, ("@device_id", deviceId), ("@rule_id", ruleId), ("@project_id", projectId), ("@version", version));

    /// <summary>False when the device is not to delete it, or has done so before.</summary>
    public static bool Forget(DbConnection core, string deviceId, string ruleId) => core.Execute(
        "delete from device_rule_target where device_id = @device_id and rule_id = @rule_id and version = @deleted",
        ("@device_id", deviceId), ("@rule_id", ruleId), ("@deleted", DeviceRule.Deleted)) == 1;

    public static void ForgetDevice(DbConnection core, string deviceId) => core.Execute("delete from device_rule_target where device_id = @device_id", ("@device_id", deviceId));

    public static long CountOf(DbConnection core, string deviceId) => core.Scalar<long>("select count(*) from device_rule_target where device_id = @device_id", ("@device_id", deviceId));

    /// <summary>Whether the rule runs on the device.</summary>
    public static bool Runs(DbConnection core, string deviceId, string ruleId) => core.Scalar<string>(
        "select rule_id from device_rule_target where device_id = @device_id and rule_id = @rule_id and version <> @deleted",
        ("@device_id", deviceId), ("@rule_id", ruleId), ("@deleted", DeviceRule.Deleted)) is not null;

    /// <summary>What a device is to delete.</summary>
    public static List<string> ToDelete(DbConnection core, string deviceId) => core.Query(
        "select rule_id from device_rule_target where device_id = @device_id and version = @deleted", row => row.GetString(0), ("@device_id", deviceId), ("@deleted", DeviceRule.Deleted));

    /// <summary>The devices that are to delete something.</summary>
    public static List<string> Deleting(DbConnection core) => core.Query(
        "select distinct device_id from device_rule_target where version = @deleted", row => row.GetString(0), ("@deleted", DeviceRule.Deleted));

    static List<string> Devices(DbConnection core, string ruleId) => core.Query(
        "select device_id from device_rule_target where rule_id = @rule_id and version <> @deleted order by device_id", row => row.GetString(0),
        ("@rule_id", ruleId), ("@deleted", DeviceRule.Deleted));

    static (string, object?)[] Values(DeviceRule rule) =>
    [
        ("@rule_id", rule.RuleId), ("@name", rule.Name), ("@description", rule.Description), ("@status", rule.Status),
        ("@condition_group", JsonSerializer.Serialize(rule.ConditionGroup, Json.Options)), ("@actions", JsonSerializer.Serialize(rule.Actions, Json.Options)),
        ("@version", rule.Version), ("@updated_at", rule.UpdateTime),
    ];

    static DeviceRule Read(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.Text(3), row.GetString(4),
        JsonSerializer.Deserialize<RuleConditionGroup>(row.GetString(5), Json.Options)!, JsonSerializer.Deserialize<IReadOnlyList<RuleAction>>(row.GetString(6), Json.Options)!, [],
        row.GetInt64(7), row.Instant(8)!.Value);
}
