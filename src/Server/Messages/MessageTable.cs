using System.Data.Common;
using System.Text.Json;
using Dukou.Server.Api;
using Dukou.Server.Storage;

namespace Dukou.Server.Messages;

/// <summary>The SQL of table <c>message</c>. Every change of a status names the status that it expects.</summary>
static class MessageTable
{
    const string Columns = """
        row_id, device_id, message_id, route_id, name, message, encoding, payload_format, given_topic, topic, properties, status, epoch, attempt, qos,
        created_at, expires_at, finished_at, error_code, error_msg
        """;

    public static void Insert(DbConnection core, string projectId, Message message) => core.Execute($"""
        insert into message (project_id, {Columns})
        values (@project_id, @row_id, @device_id, @message_id, @route_id, @name, @message, @encoding, @payload_format, @given_topic, @topic, @properties, @status,
                @epoch, @attempt, @qos, @created_at, @expires_at, @finished_at, @error_code, @error_msg)
        """,
        ("@project_id", projectId), ("@row_id", message.RowId), ("@device_id", message.DeviceId), ("@message_id", message.MessageId), ("@route_id", message.RouteId),
        ("@name", message.Name), ("@message", message.Content), ("@encoding", message.Encoding), ("@payload_format", message.PayloadFormat),
        ("@given_topic", message.GivenTopic), ("@topic", message.Topic),
        ("@properties", message.Properties is null ? null : JsonSerializer.Serialize(message.Properties, Json.Options)), ("@status", Message.NameOf(message.Status)),
        ("@epoch", message.Epoch), ("@attempt", message.Attempt), ("@qos", message.QoS), ("@created_at", message.CreatedTime), ("@expires_at", message.ExpiryTime),
        ("@finished_at", message.FinishedTime), ("@error_code", message.ErrorCode), ("@error_msg", message.ErrorMsg));

    public static Message? Find(DbConnection core, string deviceId, string messageId) => core.First(
        $"select {Columns} from message where device_id = @device_id and message_id = @message_id", Read, ("@device_id", deviceId), ("@message_id", messageId));

    /// <summary>The newest ones of a device, newest first.</summary>
    public static List<Message> Newest(DbConnection core, string deviceId, int max) => core.Query(
        $"select {Columns} from message where device_id = @device_id order by row_id desc limit @max", Read, ("@device_id", deviceId), ("@max", max));

    /// <summary>What waits for a connection after <paramref name="rowId"/>, oldest first, as far as it may be sent now.</summary>
    public static List<Message> Waiting(DbConnection core, string routeId, string rowId, int attemptsMax, DateTimeOffset now, int max) => core.Query(
        $"""
        select {Columns} from message
        where route_id = @route_id and row_id > @row_id and status = 'PENDING' and attempt < @attempts_max and (expires_at is null or expires_at > @now)
        order by row_id limit @max
        """, Read, ("@route_id", routeId), ("@row_id", rowId), ("@attempts_max", attemptsMax), ("@now", now), ("@max", max));

    /// <summary>Those that wait behind the newest <paramref name="kept"/>, in no order.</summary>
    public static List<Message> Excess(DbConnection core, string deviceId, int kept, int max) => core.Query(
        $"select {Columns} from message where device_id = @device_id and status = 'PENDING' order by row_id desc limit @max offset @kept", Read,
        ("@device_id", deviceId), ("@kept", kept), ("@max", max));

    public static List<Message> Expired(DbConnection core, DateTimeOffset now, int max) => core.Query(
        $"select {Columns} from message where status in ('PENDING', 'SENT') and expires_at <= @now order by expires_at limit @max", Read, ("@now", now), ("@max", max));

    /// <summary>Those that were on their way, oldest first.</summary>
    public static List<Message> Sent(DbConnection core, int max) =>
        core.Query($"select {Columns} from message where status = 'SENT' order by row_id limit @max", Read, ("@max", max));

    /// <summary>Writes the connection state when the row is still as <paramref name="before"/> says.</summary>
    public static bool TryMove(DbConnection core, Message before, Message after) => core.Execute("""
        update message set status = @status, epoch = @epoch, attempt = @attempt, qos = @qos, finished_at = @finished_at, error_code = @error_code, error_msg = @error_msg
        where row_id = @row_id and status = @expected and epoch = @mine
        """,
        ("@status", Message.NameOf(after.Status)), ("@epoch", after.Epoch), ("@attempt", after.Attempt), ("@qos", after.QoS), ("@finished_at", after.FinishedTime),
        ("@error_code", after.ErrorCode), ("@error_msg", after.ErrorMsg), ("@row_id", before.RowId), ("@expected", Message.NameOf(before.Status)), ("@mine", before.Epoch)) == 1;

    /// <summary>A device came or subscribed: what was sent in vain may be sent again.</summary>
    public static void ResetAttempts(DbConnection core, string routeId) =>
        core.Execute("update message set attempt = 0 where route_id = @route_id and status = 'PENDING' and attempt > 0", ("@route_id", routeId));

    /// <summary>The connections that anything waits for.</summary>
    public static List<string> Routes(DbConnection core) => core.Query("select route_id from message where status = 'PENDING' union select route_id from message where status = 'SENT'",
        row => row.GetString(0));

    public static bool AnyWaiting(DbConnection core, string routeId) =>
        core.Scalar<string>("select row_id from message where route_id = @route_id and status = 'PENDING' limit 1", ("@route_id", routeId)) is not null;

    public static bool AnyAttempted(DbConnection core, string routeId) =>
        core.Scalar<string>("select row_id from message where route_id = @route_id and status = 'PENDING' and attempt > 0 limit 1", ("@route_id", routeId)) is not null;

    public static bool Delete(DbConnection core, string rowId) => core.Execute("delete from message where row_id = @row_id", ("@row_id", rowId)) == 1;

    /// <summary>Forgets the oldest of a device that have ended.</summary>
    public static void DeleteEnded(DbConnection core, string deviceId, int kept, int max) => core.Execute("""
        delete from message where row_id in (
            select row_id from message where device_id = @device_id and status in ('DELIVERED', 'FAILED', 'TIMEOUT') order by row_id desc limit @max offset @kept)
        """, ("@device_id", deviceId), ("@kept", kept), ("@max", max));

    static Message Read(DbDataReader row) => new(row.GetString(1), row.GetString(2), row.Instant(15)!.Value)
    {
        RowId = row.GetString(0),
        RouteId = row.GetString(3),
        Name = row.Text(4),
        Content = row.GetString(5),
        Encoding = row.GetString(6),
        PayloadFormat = row.GetString(7),
        GivenTopic = row.Text(8),
        Topic = row.GetString(9),
        Properties = row.Text(10) is { } properties ? JsonSerializer.Deserialize<MessageProperties>(properties, Json.Options) : null,
        Status = Message.StatusOf(row.GetString(11)),
        Epoch = row.GetInt64(12),
        Attempt = (int)row.GetInt64(13),
        QoS = (int)row.GetInt64(14),
        ExpiryTime = row.Instant(16),
        FinishedTime = row.Instant(17),
        ErrorCode = row.Text(18),
        ErrorMsg = row.Text(19),
    };
}
