using System.Data.Common;
using Dukou.Server.Api;
using Dukou.Server.Storage;

namespace Dukou.Server.DeviceConfigs;

/// <summary>The SQL of table <c>device_config</c>.</summary>
static class DeviceConfigTable
{
    const string Columns = "row_id, config_id, device_id, connected_id, content, created_at, expires_at, sent_at, next_at, finished_at, result_code, description";

    public static void Insert(DbConnection core, string projectId, DeviceConfig config) => core.Execute($"""
        insert into device_config (project_id, {Columns})
        values (@project_id, @row_id, @config_id, @device_id, @connected_id, @content, @created_at, @expires_at, null, null, null, null, null)
        """,
        ("@project_id", projectId), ("@row_id", config.RowId), ("@config_id", config.ConfigId), ("@device_id", config.DeviceId), ("@connected_id", config.ConnectedId),
        ("@content", config.Content), ("@created_at", config.CreatedTime), ("@expires_at", config.ExpiryTime));

    public static DeviceConfig? Find(DbConnection core, string configId) =>
        core.First($"select {Columns} from device_config where config_id = @config_id", Read, ("@config_id", configId));

    public static DeviceConfig? Unfinished(DbConnection core, string deviceId) =>
        core.First($"select {Columns} from device_config where device_id = @device_id and finished_at is null", Read, ("@device_id", deviceId));

    /// <summary>The connections that unfinished ones go over.</summary>
    public static List<string> Connections(DbConnection core) => core.Query("select distinct connected_id from device_config where finished_at is null", row => row.GetString(0));

    public static bool AnyUnfinishedOver(DbConnection core, string connectedId) => core.Scalar<string>(
        "select row_id from device_config where connected_id = @connected_id and finished_at is null limit 1", ("@connected_id", connectedId)) is not null;

    /// <summary>What waits for a connection, or is due over it.</summary>
    public static List<DeviceConfig> Waiting(DbConnection core, string connectedId, DateTimeOffset now, int max) => core.Query(
        $"select {Columns} from device_config where connected_id = @connected_id and finished_at is null and (next_at is null or next_at <= @now) limit @max", Read,
        ("@connected_id", connectedId), ("@now", now), ("@max", max));

    public static List<DeviceConfig> Due(DbConnection core, DateTimeOffset now, int max) => core.Query(
        $"select {Columns} from device_config where next_at <= @now and finished_at is null order by next_at limit @max", Read, ("@now", now), ("@max", max));

    public static List<DeviceConfig> Expired(DbConnection core, DateTimeOffset now, int max) => core.Query(
        $"select {Columns} from device_config where expires_at <= @now and finished_at is null order by expires_at limit @max", Read, ("@now", now), ("@max", max));

    public static (IReadOnlyList<DeviceConfig> Configs, Page Page) List(DbConnection core, string? deviceId, PageRequest page)
    {
        var where = deviceId is null ? "true" : "device_id = @device_id";
        var count = core.Scalar<long>($"select count(*) from device_config where {where}", ("@device_id", deviceId));
        var configs = core.Query($"select {Columns} from device_config where {where} and row_id < @marker order by row_id desc limit @limit offset @offset", Read,
            ("@device_id", deviceId), ("@marker", page.Marker), ("@limit", page.Limit), ("@offset", page.Offset));
        return (configs, new(count, configs.LastOrDefault()?.RowId));
    }

    /// <summary>False when it has been finished or deleted meanwhile.</summary>
    public static bool TryUpdate(DbConnection core, DeviceConfig config) => TryUpdate(core, config, "");

    /// <summary>Writes that it is being sent; false also when it was sent by somebody else since <paramref name="before"/> was read.</summary>
    public static bool TryMarkSent(DbConnection core, DeviceConfig before, DeviceConfig sent) =>
        TryUpdate(core, sent, "and coalesce(sent_at, 0) = @before", ("@before", before.SentTime?.ToUnixTimeMilliseconds() ?? 0));

    static bool TryUpdate(DbConnection core, DeviceConfig config, string condition, params ReadOnlySpan<(string, object?)> values) => core.Execute($"""
        update device_config set connected_id = @connected_id, sent_at = @sent_at, next_at = @next_at, finished_at = @finished_at, result_code = @result_code,
               description = @description
        where row_id = @row_id and finished_at is null {condition}
        """,
        [
            ("@connected_id", config.ConnectedId), ("@sent_at", config.SentTime), ("@next_at", config.NextTime), ("@finished_at", config.FinishedTime),
            ("@result_code", config.ResultCode), ("@description", config.Description), ("@row_id", config.RowId), .. values,
        ]) == 1;

    public static bool Delete(DbConnection core, string configId) => core.Execute("delete from device_config where config_id = @config_id", ("@config_id", configId)) == 1;

    public static void DeleteOf(DbConnection core, string deviceId) => core.Execute("delete from device_config where device_id = @device_id", ("@device_id", deviceId));

    /// <summary>Keeps the newest ones of a device that have ended.</summary>
    public static void DeleteEnded(DbConnection core, string deviceId, int kept) => core.Execute("""
        delete from device_config where device_id = @device_id and finished_at is not null and row_id <=
            (select row_id from device_config where device_id = @device_id and finished_at is not null order by row_id desc limit 1 offset @kept)
        """, ("@device_id", deviceId), ("@kept", kept));

    static DeviceConfig Read(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.Instant(5)!.Value, row.Instant(6)!.Value)
    {
        SentTime = row.Instant(7),
        NextTime = row.Instant(8),
        FinishedTime = row.Instant(9),
        ResultCode = row.Number(10),
        Description = row.Text(11),
    };
}
