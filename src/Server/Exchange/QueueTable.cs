using System.Data.Common;
using System.Globalization;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Storage;

namespace Dukou.Server.Exchange;

/// <summary>The SQL of tables <c>queued</c> and <c>received</c>.</summary>
static class QueueTable
{
    public static void Insert(DbConnection exchange, long sessionId, QueuedMessage queued) => exchange.Execute("""
        insert into queued (id, session_id, packet_id, qos, retain, topic, payload, properties, identifiers, expires_at, released)
        values (@id, @session_id, @packet_id, @qos, @retain, @topic, @payload, @properties, @identifiers, @expires_at, 0)
        """,
        ("@id", queued.Id), ("@session_id", sessionId), ("@packet_id", (long)queued.PacketId), ("@qos", (long)queued.QoS), ("@retain", queued.Retain),
        ("@topic", queued.Message.Topic), ("@payload", queued.Message.Payload), ("@properties", queued.Message.Properties),
        ("@identifiers", queued.Identifiers.Count == 0 ? null : string.Join(',', queued.Identifiers)), ("@expires_at", queued.Message.ExpiresAt));

    public static List<QueuedMessage> Read(DbConnection exchange, long sessionId) => exchange.Query(
        "select id, packet_id, qos, retain, topic, payload, properties, identifiers, expires_at, released from queued where session_id = @session_id order by id",
        row => new QueuedMessage(row.GetInt64(0), (ushort)row.GetInt64(1),
            new ExchangeMessage(row.GetString(4), row.GetFieldValue<byte[]>(5), row.GetFieldValue<byte[]>(6), (QualityOfService)row.GetInt64(2), false, "", row.Instant(8)),
            (QualityOfService)row.GetInt64(2), row.GetInt64(3) != 0, Identifiers(row.Text(7)))
        {
            IsReleased = row.GetInt64(9) != 0,
        }, ("@session_id", sessionId));

    /// <summary>What each session has waiting: its packet identifiers and their sizes.</summary>
    public static List<(long SessionId, ushort PacketId, int Bytes)> Sizes(DbConnection exchange) => exchange.Query(
        "select session_id, packet_id, length(payload) + length(properties) + length(topic) from queued",
        row => (row.GetInt64(0), (ushort)row.GetInt64(1), (int)row.GetInt64(2)));

    public static void Release(DbConnection exchange, long sessionId, ushort packetId) => exchange.Execute(
        "update queued set released = 1 where session_id = @session_id and packet_id = @packet_id", ("@session_id", sessionId), ("@packet_id", (long)packetId));

    public static void Delete(DbConnection exchange, long sessionId, ushort packetId) => exchange.Execute(
        "delete from queued where session_id = @session_id and packet_id = @packet_id", ("@session_id", sessionId), ("@packet_id", (long)packetId));

    public static void Receive(DbConnection exchange, long sessionId, ushort packetId, long sequence) => exchange.Execute(
        "insert into received (session_id, packet_id, sequence) values (@session_id, @packet_id, @sequence) on conflict (session_id, packet_id) do update set sequence = excluded.sequence",
        ("@session_id", sessionId), ("@packet_id", (long)packetId), ("@sequence", sequence));

    public static void ReceivedIsReleased(DbConnection exchange, long sessionId, ushort packetId) => exchange.Execute(
        "delete from received where session_id = @session_id and packet_id = @packet_id", ("@session_id", sessionId), ("@packet_id", (long)packetId));

    public static List<(long SessionId, ushort PacketId, long Sequence)> Received(DbConnection exchange) => exchange.Query(
        "select session_id, packet_id, sequence from received", row => (row.GetInt64(0), (ushort)row.GetInt64(1), row.GetInt64(2)));

    static IReadOnlyList<int> Identifiers(string? text) =>
        text is null ? [] : [.. text.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
}
