using System.Data.Common;
using Dukou.Server.Storage;

namespace Dukou.Server.DeviceLogs;

/// <summary>Whether a device is to report its logs.</summary>
/// <param name="DeviceId">The device.</param>
/// <param name="ConnectedId">Whose connection reaches it.</param>
/// <param name="IsOn">On until <paramref name="EndTime"/>.</param>
/// <param name="EndTime">When the device stops by itself.</param>
/// <param name="Untold">The device has not been told yet.</param>
sealed record LogSwitch(string DeviceId, string ConnectedId, bool IsOn, DateTimeOffset EndTime, bool Untold)
{
    const string Columns = "device_id, connected_id, is_on, end_at, untold";

    public bool IsOnAt(DateTimeOffset now) => IsOn && EndTime > now;

    public static LogSwitch? Find(DbConnection core, string deviceId) =>
        core.First($"select {Columns} from log_switch where device_id = @device_id", Read, ("@device_id", deviceId));

    /// <summary>The connections of devices that were ever switched.</summary>
    public static List<string> Connections(DbConnection core) => core.Query("select distinct connected_id from log_switch", row => row.GetString(0));

    /// <summary>Of the devices that a connection reaches.</summary>
    public static List<LogSwitch> Over(DbConnection core, string connectedId) =>
        core.Query($"select {Columns} from log_switch where connected_id = @connected_id", Read, ("@connected_id", connectedId));

    public void Write(DbConnection core, string projectId) => core.Execute($"""
        insert into log_switch (project_id, {Columns}) values (@project_id, @device_id, @connected_id, @is_on, @end_at, @untold)
        on conflict (device_id) do update set connected_id = excluded.connected_id, is_on = excluded.is_on, end_at = excluded.end_at, untold = excluded.untold
        """, ("@project_id", projectId), ("@device_id", DeviceId), ("@connected_id", ConnectedId), ("@is_on", IsOn), ("@end_at", EndTime), ("@untold", Untold));

    public static void Delete(DbConnection core, string deviceId) => core.Execute("delete from log_switch where device_id = @device_id", ("@device_id", deviceId));

    static LogSwitch Read(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetInt64(2) != 0, row.Instant(3)!.Value, row.GetInt64(4) != 0);
}
