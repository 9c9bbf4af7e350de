using System.Data.Common;
using Dukou.Server.Storage;

namespace Dukou.Server.Devices;

/// <summary>One change among the devices below a gateway; later ones have greater versions, counted for each gateway.</summary>
/// <param name="GatewayId">The gateway that connects.</param>
/// <param name="Version">Its place in the gateway's log.</param>
/// <param name="DeviceId">The child.</param>
/// <param name="ParentId">The device above the child.</param>
/// <param name="NodeId">The child's node id.</param>
/// <param name="Added">False: deleted, or moved to another gateway.</param>
/// <param name="Own">The gateway itself asked for it and knows.</param>
sealed record ChildChange(string GatewayId, long Version, string DeviceId, string ParentId, string NodeId, bool Added, bool Own);

/// <summary>
/// The SQL of table <c>child_change</c>, written in the transactions that change the registry. Bound: the last change of each child, and of
/// the deleted ones the newest <see cref="DeletedMax"/> of a gateway.
/// </summary>
static class ChildChangeTable
{
    public const int DeletedMax = 2_000;
    const string Columns = "gateway_id, version, device_id, parent_id, node_id, added, own";

    public static void Record(DbConnection core, string projectId, Device device, bool added, bool own)
    {
        if (device.GatewayId is not { } parentId)
        {
            // A gateway that goes has no children any more; what it should have been told is void.
            if (!added)
                core.Execute("delete from child_change where gateway_id = @gateway_id", ("@gateway_id", device.DeviceId));
            return;
        }
        var gatewayId = DeviceTable.Find(core, parentId)?.GatewayId ?? parentId;
        var version = Last(core, gatewayId) + 1;
        core.Execute("delete from child_change where device_id = @device_id and gateway_id = @gateway_id", ("@device_id", device.DeviceId), ("@gateway_id", gatewayId));
        core.Execute($"insert into child_change (project_id, {Columns}) values (@project_id, @gateway_id, @version, @device_id, @parent_id, @node_id, @added, @own)",
            ("@project_id", projectId), ("@gateway_id", gatewayId), ("@version", version), ("@device_id", device.DeviceId), ("@parent_id", parentId),
            ("@node_id", device.NodeId), ("@added", added), ("@own", own));
        if (!added)
            core.Execute("""
                delete from child_change where gateway_id = @gateway_id and added = 0 and version <=
                    (select version from child_change where gateway_id = @gateway_id and added = 0 order by version desc limit 1 offset @max)
                """, ("@gateway_id", gatewayId), ("@max", DeletedMax));
    }

    public static long Last(DbConnection core, string gatewayId) =>
        core.Scalar<long>("select max(version) from child_change where gateway_id = @gateway_id", ("@gateway_id", gatewayId));

    public static List<ChildChange> After(DbConnection core, string gatewayId, long version, int max) => core.Query(
        $"select {Columns} from child_change where gateway_id = @gateway_id and version > @version order by version limit @max", Read,
        ("@gateway_id", gatewayId), ("@version", version), ("@max", max));

    /// <summary>The last change of a device below each gateway that it is or was below.</summary>
    public static List<ChildChange> Of(DbConnection core, string deviceId) =>
        core.Query($"select {Columns} from child_change where device_id = @device_id", Read, ("@device_id", deviceId));

    static ChildChange Read(DbDataReader row) =>
        new(row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt64(5) != 0, row.GetInt64(6) != 0);
}
