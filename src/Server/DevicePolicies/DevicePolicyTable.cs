using System.Data.Common;
using System.Text.Json;
using Dukou.Server.Api;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.DevicePolicies;

/// <summary>The SQL of table <c>device_policy</c>.</summary>
static class DevicePolicyTable
{
    const string Columns = "app_id, policy_id, policy_name, statement, created_at, updated_at, row_id";

    public static void Insert(DbConnection core, string rowId, string projectId, DevicePolicy policy, bool isDefault) => core.Execute("""
        insert into device_policy (row_id, project_id, app_id, policy_id, policy_name, is_default, statement, created_at, updated_at)
        values (@row_id, @project_id, @app_id, @policy_id, @policy_name, @is_default, @statement, @created_at, @updated_at)
        """,
        ("@row_id", rowId), ("@project_id", projectId), ("@app_id", policy.AppId), ("@policy_id", policy.PolicyId), ("@policy_name", policy.PolicyName),
        ("@is_default", isDefault), ("@statement", Text(policy)), ("@created_at", policy.CreateTime), ("@updated_at", policy.UpdateTime));

    public static void Update(DbConnection core, DevicePolicy policy) => core.Execute(
        "update device_policy set policy_name = @policy_name, statement = @statement, updated_at = @updated_at where policy_id = @policy_id",
        ("@policy_name", policy.PolicyName), ("@statement", Text(policy)), ("@updated_at", policy.UpdateTime), ("@policy_id", policy.PolicyId));

    public static bool Delete(DbConnection core, string policyId) => core.Execute("delete from device_policy where policy_id = @policy_id", ("@policy_id", policyId)) > 0;

    public static DevicePolicy? Find(DbConnection core, string policyId) =>
        core.First($"select {Columns} from device_policy where policy_id = @policy_id", Read, ("@policy_id", policyId));

    public static long CountOwn(DbConnection core) => core.Scalar<long>("select count(*) from device_policy where is_default = 0");

    public static IReadOnlyList<string> IdsIn(DbConnection core, string appId) =>
        core.Query("select policy_id from device_policy where app_id = @app_id", row => row.GetString(0), ("@app_id", appId));

    /// <summary>The statements that hold for a device: its own, its product's and its space's.</summary>
    public static IReadOnlyList<PolicyStatement> StatementsFor(DbConnection core, DeviceIdentity device) => [.. core.Query("""
        select statement from device_policy where policy_id in (
            select policy_id from device_policy_target where target_type = 'device' and target_id = @device_id and app_id = @app_id
            union select policy_id from device_policy_target where target_type = 'product' and target_id = @product_id and app_id = @app_id
            union select policy_id from device_policy_target where target_type = 'app' and target_id = @app_id and app_id = @app_id)
        """, row => Statements(row.GetString(0)), ("@device_id", device.DeviceId), ("@product_id", device.ProductId), ("@app_id", device.AppId)).SelectMany(list => list)];

    public static (IReadOnlyList<DevicePolicy> Policies, Page Page) List(DbConnection core, string? appId, string? name, PageRequest page)
    {
        const string filter = "(@app_id is null or app_id = @app_id) and (@name is null or policy_name = @name)";
        var count = core.Scalar<long>($"select count(*) from device_policy where {filter}", ("@app_id", appId), ("@name", name));
        var marker = (string?)null;
        var policies = core.Query($"select {Columns} from device_policy where row_id < @marker and {filter} order by row_id desc limit @limit offset @offset",
            row =>
            {
                marker = row.GetString(6);
                return Read(row);
            },
            ("@app_id", appId), ("@name", name), ("@marker", page.Marker), ("@limit", page.Limit), ("@offset", page.Offset));
        return (policies, new(count, marker));
    }

    /// <summary>The number that every change raises.</summary>
    public static long Version(DbConnection core) => core.Scalar<long>("select version from device_policy_state");

    public static void Changed(DbConnection core, string projectId) => core.Execute(
        "insert into device_policy_state (project_id, version) values (@project_id, 1) on conflict (project_id) do update set version = device_policy_state.version + 1",
        ("@project_id", projectId));

    static DevicePolicy Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), Statements(row.GetString(3)), row.Instant(4)!.Value, row.Instant(5)!.Value);

    static string Text(DevicePolicy policy) => JsonSerializer.Serialize(policy.Statement, Json.Options);

    static IReadOnlyList<PolicyStatement> Statements(string text) => JsonSerializer.Deserialize<IReadOnlyList<PolicyStatement>>(text, Json.Options)!;
}
