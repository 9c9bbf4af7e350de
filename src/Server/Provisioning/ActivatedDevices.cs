using System.Data.Common;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.Provisioning;

/// <summary>Which device was activated by which registration group, in table <c>registration_group_device</c>: at most a row for each device. Any number of threads may use it.</summary>
sealed class ActivatedDevices(Databases databases, RowId rowIds, SpaceStore spaces, TimeProvider clock) : IDeviceObserver
{
    /// <summary>The device has been activated by the group, perhaps again; nothing when either was deleted meanwhile.</summary>
    public Task AddAsync(string groupId, string deviceId, CancellationToken cancellationToken) => databases.Core.WriteAsync(core =>
    {
        if (DeviceTable.Find(core, deviceId) is null || RegistrationGroupTable.Find(core, groupId) is null)
            return;
        core.Execute("""
            insert into registration_group_device (device_id, project_id, group_id, row_id, activated_at) values (@device_id, @project_id, @group_id, @row_id, @activated_at)
            on conflict (device_id) do update set group_id = excluded.group_id, row_id = excluded.row_id, activated_at = excluded.activated_at
            """, ("@device_id", deviceId), ("@project_id", spaces.ProjectId), ("@group_id", groupId), ("@row_id", rowIds.Next()), ("@activated_at", clock.GetUtcNow()));
    }, cancellationToken: cancellationToken);

    /// <summary>A page of them with the time of the activation, the last one first.</summary>
    public (IReadOnlyList<(Device Device, DateTimeOffset ActivatedAt)> Devices, Page Page) List(string groupId, PageRequest page) => databases.Core.Read(core =>
    {
        var count = core.Scalar<long>("select count(*) from registration_group_device where group_id = @group_id", ("@group_id", groupId));
        var rows = core.Query(
            "select device_id, activated_at, row_id from registration_group_device where group_id = @group_id and row_id < @marker order by row_id desc limit @limit offset @offset",
            row => (DeviceId: row.GetString(0), ActivatedAt: row.Instant(1)!.Value, RowId: row.GetString(2)),
            ("@group_id", groupId), ("@marker", page.Marker), ("@limit", page.Limit), ("@offset", page.Offset));
        // A row goes in the write that deletes its device.
        return ((IReadOnlyList<(Device, DateTimeOffset)>)[.. rows.Select(row => (DeviceTable.Find(core, row.DeviceId)!, row.ActivatedAt))], new Page(count, rows.Count > 0 ? rows[^1].RowId : null));
    });

    public void Deleted(DbConnection core, string deviceId) => core.Execute("delete from registration_group_device where device_id = @device_id", ("@device_id", deviceId));
}
