using System.Data.Common;
using Dukou.Server.Storage;

namespace Dukou.Server.Broadcasts;

/// <summary>The SQL of the tables <c>broadcast</c> and <c>broadcast_receiver</c>.</summary>
static class KeptBroadcastTable
{
    const string Columns = "row_id, app_id, message_id, topic, message, expires_at";

    public static void Insert(DbConnection core, string projectId, KeptBroadcast broadcast) => core.Execute(
        $"insert into broadcast (project_id, {Columns}) values (@project_id, @row_id, @app_id, @message_id, @topic, @message, @expires_at)",
        ("@project_id", projectId), ("@row_id", broadcast.RowId), ("@app_id", broadcast.AppId), ("@message_id", broadcast.MessageId), ("@topic", broadcast.Topic),
        ("@message", broadcast.Message), ("@expires_at", broadcast.ExpiryTime));

    public static long Count(DbConnection core) => core.Scalar<long>("select count(*) from broadcast");

    /// <summary>Ids and topics of what the device has not got, oldest first.</summary>
    public static List<(string RowId, string Topic)> Waiting(DbConnection core, string appId, string deviceId, DateTimeOffset now) => core.Query("""
        select row_id, topic from broadcast where app_id = @app_id and expires_at > @now and row_id not in (select row_id from broadcast_receiver where device_id = @device_id)
        order by row_id
        """, row => (row.GetString(0), row.GetString(1)), ("@app_id", appId), ("@now", now), ("@device_id", deviceId));

    /// <summary>The broadcast, when the device may get it: it is the first time, and fewer than <paramref name="receiversMax"/> others have.</summary>
    public static KeptBroadcast? Claim(DbConnection core, string projectId, string rowId, string deviceId, int receiversMax)
    {
        if (core.Scalar<long>("select count(*) from broadcast_receiver where row_id = @row_id", ("@row_id", rowId)) >= receiversMax)
            return null;
        return core.Execute("insert into broadcast_receiver (row_id, device_id, project_id, sent) values (@row_id, @device_id, @project_id, 0) on conflict do nothing",
            ("@row_id", rowId), ("@device_id", deviceId), ("@project_id", projectId)) == 0
            ? null
            : core.First($"select {Columns} from broadcast where row_id = @row_id", Read, ("@row_id", rowId));
    }

    public static void Settle(DbConnection core, string rowId, string deviceId, bool sent)
    {
        if (sent)
            core.Execute("update broadcast_receiver set sent = 1 where row_id = @row_id and device_id = @device_id", ("@row_id", rowId), ("@device_id", deviceId));
        else
            core.Execute("delete from broadcast_receiver where row_id = @row_id and device_id = @device_id", ("@row_id", rowId), ("@device_id", deviceId));
    }

    /// <summary>At the start: what was about to be sent is sent again.</summary>
    public static void ForgetUnsent(DbConnection core) => core.Execute("delete from broadcast_receiver where sent = 0");

    public static void ForgetDevice(DbConnection core, string deviceId) => core.Execute("delete from broadcast_receiver where device_id = @device_id", ("@device_id", deviceId));

    /// <summary>Deletes those of a space, or those whose time is over when <paramref name="appId"/> is null; how many.</summary>
    public static int Delete(DbConnection core, string? appId, DateTimeOffset now, int max)
    {
        var rowIds = core.Query("select row_id from broadcast where (@app_id is null and expires_at <= @now) or app_id = @app_id limit @max", row => row.GetString(0),
            ("@app_id", appId), ("@now", now), ("@max", max));
        foreach (var rowId in rowIds)
        {
            core.Execute("delete from broadcast_receiver where row_id = @row_id", ("@row_id", rowId));
            core.Execute("delete from broadcast where row_id = @row_id", ("@row_id", rowId));
        }
        return rowIds.Count;
    }

    static KeptBroadcast Read(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.Instant(5)!.Value);
}
