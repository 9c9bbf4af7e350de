using System.Data.Common;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.Exchange;

/// <summary>What a device wants said for it when its connection breaks. Kept in the file while the connection lives: a crash breaks it, too.</summary>
sealed record Will(long Epoch, long SessionId, DeviceIdentity Identity, string Topic, byte[] Payload, byte[] Properties, QualityOfService QoS, bool Retain, uint DelaySeconds)
{
    /// <summary>When it is to be said; null while the connection lives, as far as the file knows.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public static Will Of(DeviceLink link, long sessionId, WillMessage will) => new(link.Epoch, sessionId, link.Identity, will.Topic, will.Payload, will.Properties.ToBytes(),
        will.QoS, will.Retain, will.DelayInterval ?? 0);
}

/// <summary>The SQL of table <c>will</c>.</summary>
static class WillTable
{
    public static void Insert(DbConnection exchange, Will will) => exchange.Execute("""
        insert into will (epoch, device_id, session_id, app_id, product_id, node_id, topic, qos, retain, payload, properties, delay_seconds, due_at)
        values (@epoch, @device_id, @session_id, @app_id, @product_id, @node_id, @topic, @qos, @retain, @payload, @properties, @delay, null)
        """,
        ("@epoch", will.Epoch), ("@device_id", will.Identity.DeviceId), ("@session_id", will.SessionId), ("@app_id", will.Identity.AppId),
        ("@product_id", will.Identity.ProductId), ("@node_id", will.Identity.NodeId), ("@topic", will.Topic), ("@qos", (long)will.QoS), ("@retain", will.Retain),
        ("@payload", will.Payload), ("@properties", will.Properties), ("@delay", (long)will.DelaySeconds));

    public static void SetDue(DbConnection exchange, long epoch, DateTimeOffset dueAt) =>
        exchange.Execute("update will set due_at = @due_at where epoch = @epoch", ("@due_at", dueAt), ("@epoch", epoch));

    public static void Delete(DbConnection exchange, long epoch) => exchange.Execute("delete from will where epoch = @epoch", ("@epoch", epoch));

    public static void DeleteOf(DbConnection exchange, string deviceId) => exchange.Execute("delete from will where device_id = @device_id", ("@device_id", deviceId));

    public static List<Will> All(DbConnection exchange) => exchange.Query("""
        select epoch, session_id, device_id, product_id, app_id, node_id, topic, payload, properties, qos, retain, delay_seconds, due_at from will order by epoch
        """,
        row => new Will(row.GetInt64(0), row.GetInt64(1), new DeviceIdentity(row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5)), row.GetString(6),
            row.GetFieldValue<byte[]>(7), row.GetFieldValue<byte[]>(8), (QualityOfService)row.GetInt64(9), row.GetInt64(10) != 0, (uint)row.GetInt64(11))
        {
            DueAt = row.Instant(12),
        });
}
