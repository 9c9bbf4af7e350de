using System.Data.Common;
using Dukou.Server.Api;
using Dukou.Server.Storage;

namespace Dukou.Server.DevicePolicies;

/// <summary>The SQL of table <c>device_policy_target</c>. The id of a product is unique only in its space, which is the policy's, too.</summary>
static class PolicyTargetTable
{
    /// <summary>False when it was bound already.</summary>
    public static bool Insert(DbConnection core, string rowId, string projectId, DevicePolicy policy, PolicyTarget target) => core.Execute("""
        insert into device_policy_target (row_id, project_id, policy_id, app_id, target_type, target_id)
        values (@row_id, @project_id, @policy_id, @app_id, @target_type, @target_id) on conflict do nothing
        """,
        ("@row_id", rowId), ("@project_id", projectId), ("@policy_id", policy.PolicyId), ("@app_id", policy.AppId),
        ("@target_type", target.TargetType), ("@target_id", target.TargetId)) > 0;

    public static bool Delete(DbConnection core, string policyId, PolicyTarget target) => core.Execute(
        "delete from device_policy_target where policy_id = @policy_id and target_type = @target_type and target_id = @target_id",
        ("@policy_id", policyId), ("@target_type", target.TargetType), ("@target_id", target.TargetId)) > 0;

    public static void DeleteOf(DbConnection core, string policyId) =>
        core.Execute("delete from device_policy_target where policy_id = @policy_id", ("@policy_id", policyId));

    /// <summary>What was deleted takes its bindings with it. A device's id is unique beyond its space.</summary>
    public static bool Forget(DbConnection core, PolicyTarget target, string? appId) => core.Execute(
        "delete from device_policy_target where target_type = @target_type and target_id = @target_id and (@app_id is null or app_id = @app_id)",
        ("@target_type", target.TargetType), ("@target_id", target.TargetId), ("@app_id", appId)) > 0;

    public static long CountOf(DbConnection core, string appId, PolicyTarget target) => core.Scalar<long>(
        "select count(*) from device_policy_target where target_type = @target_type and target_id = @target_id and app_id = @app_id",
        ("@target_type", target.TargetType), ("@target_id", target.TargetId), ("@app_id", appId));

    public static (IReadOnlyList<PolicyTarget> Targets, Page Page) List(DbConnection core, string policyId, string? type, PageRequest page)
    {
        const string filter = "policy_id = @policy_id and (@type is null or target_type = @type)";
        var count = core.Scalar<long>($"select count(*) from device_policy_target where {filter}", ("@policy_id", policyId), ("@type", type));
        var marker = (string?)null;
        var targets = core.Query($"select target_type, target_id, row_id from device_policy_target where row_id < @marker and {filter} order by row_id desc limit @limit offset @offset",
            row =>
            {
                marker = row.GetString(2);
                return new PolicyTarget(row.GetString(0), row.GetString(1));
            },
            ("@policy_id", policyId), ("@type", type), ("@marker", page.Marker), ("@limit", page.Limit), ("@offset", page.Offset));
        return (targets, new(count, marker));
    }
}
