using System.Data.Common;
using Dukou.Server.Api;
using Dukou.Server.Storage;

namespace Dukou.Server.Provisioning;

/// <summary>The SQL of table <c>registration_group</c>.</summary>
static class RegistrationGroupTable
{
    const string Columns = "row_id, app_id, product_id, group_name, scope_id, secret_protected, created_at, enabled, allow_reactivation, secure_access, init_config, auth_type, device_max, registered";

    public static RegistrationGroup? Find(DbConnection core, string groupId) =>
        core.First($"select {Columns} from registration_group where row_id = @id", Read, ("@id", groupId));

    public static RegistrationGroup? FindByScope(DbConnection core, string scopeId) =>
        core.First($"select {Columns} from registration_group where scope_id = @scope_id", Read, ("@scope_id", scopeId));

    public static (IReadOnlyList<RegistrationGroup> Groups, Page Page) List(DbConnection core, string? appId, string? productId, PageRequest page)
    {
        const string filter = "(@app_id is null or app_id = @app_id) and (@product_id is null or product_id = @product_id)";
        var count = core.Scalar<long>($"select count(*) from registration_group where {filter}", ("@app_id", appId), ("@product_id", productId));
        var groups = core.Query($"select {Columns} from registration_group where row_id < @marker and {filter} order by row_id desc limit @limit offset @offset", Read,
            ("@app_id", appId), ("@product_id", productId), ("@marker", page.Marker), ("@limit", page.Limit), ("@offset", page.Offset));
        return (groups, new(count, groups.Count > 0 ? groups[^1].GroupId : null));
    }

    public static void Insert(DbConnection core, string projectId, RegistrationGroup group) => core.Execute("""
        insert into registration_group (row_id, project_id, app_id, product_id, group_name, scope_id, secret_protected, enabled, allow_reactivation, secure_access, init_config,
                                        created_at, auth_type, device_max)
        values (@row_id, @project_id, @app_id, @product_id, @group_name, @scope_id, @secret_protected, @enabled, @allow_reactivation, @secure_access, @init_config, @created_at, @auth_type, @device_max)
        """,
        [
            ("@project_id", projectId), ("@app_id", group.AppId), ("@product_id", group.ProductId), ("@scope_id", group.ScopeId), ("@created_at", group.CreateTime),
            ("@auth_type", group.ByCertificate ? "CERTIFICATES" : "SECRET"),
            .. Changeable(group),
        ]);

    public static void Update(DbConnection core, RegistrationGroup group) => core.Execute("""
        update registration_group set group_name = @group_name, secret_protected = @secret_protected, enabled = @enabled, allow_reactivation = @allow_reactivation,
               secure_access = @secure_access, init_config = @init_config, device_max = @device_max
        where row_id = @row_id
        """, Changeable(group));

    static (string, object?)[] Changeable(RegistrationGroup group) =>
    [
        ("@row_id", group.GroupId), ("@group_name", group.GroupName), ("@secret_protected", group.SecretProtected), ("@enabled", group.Enabled),
        ("@allow_reactivation", group.AllowReactivation), ("@secure_access", group.SecureAccess), ("@init_config", group.InitConfig),
        ("@device_max", group.DeviceMax),
    ];

    /// <summary>Counts one more device that registers itself; false when no more may.</summary>
    public static bool TryCount(DbConnection core, string groupId) => core.Execute(
        "update registration_group set registered = registered + 1 where row_id = @id and (device_max is null or registered < device_max)", ("@id", groupId)) == 1;

    public static void Uncount(DbConnection core, string groupId) => core.Execute("update registration_group set registered = registered - 1 where row_id = @id", ("@id", groupId));

    static RegistrationGroup Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.Instant(6)!.Value)
        {
            Enabled = row.GetInt64(7) != 0,
            AllowReactivation = row.GetInt64(8) != 0,
            SecureAccess = row.GetInt64(9) != 0,
            InitConfig = row.Text(10),
            ByCertificate = row.GetString(11) == "CERTIFICATES",
            DeviceMax = row.Number(12),
            Registered = row.GetInt64(13),
        };
}
