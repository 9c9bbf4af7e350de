using System.Data.Common;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.Exchange;

/// <summary>A session as it is kept.</summary>
sealed record StoredSession(long SessionId, DeviceIdentity Identity, uint ExpirySeconds, DateTimeOffset? EndedAt);

/// <summary>The SQL of tables <c>session</c> and <c>subscription</c>.</summary>
static class SessionTable
{
    /// <summary>Begins a session in the place of the device's former one, if it has one.</summary>
    public static void Begin(DbConnection exchange, DeviceSession session)
    {
        Delete(exchange, session.Identity.DeviceId);
        exchange.Execute("""
            insert into session (device_id, session_id, app_id, product_id, node_id, expiry_seconds, ended_at)
            values (@device_id, @session_id, @app_id, @product_id, @node_id, @expiry, null)
            """,
            ("@device_id", session.Identity.DeviceId), ("@session_id", session.Id), ("@app_id", session.Identity.AppId), ("@product_id", session.Identity.ProductId),
            ("@node_id", session.Identity.NodeId), ("@expiry", (long)session.ExpirySeconds));
    }

    /// <summary>Notes the expiry, and since when the session has no connection; null while it has one.</summary>
    public static void Update(DbConnection exchange, DeviceSession session, DateTimeOffset? endedAt) => exchange.Execute(
        "update session set expiry_seconds = @expiry, ended_at = @ended_at where session_id = @session_id",
        ("@expiry", (long)session.ExpirySeconds), ("@ended_at", endedAt), ("@session_id", session.Id));

    /// <summary>Deletes the device's session with all that belongs to it.</summary>
    public static void Delete(DbConnection exchange, string deviceId)
    {
        foreach (var table in new[] { "subscription", "queued", "received" })
            exchange.Execute($"delete from {table} where session_id in (select session_id from session where device_id = @device_id)", ("@device_id", deviceId));
        exchange.Execute("delete from session where device_id = @device_id", ("@device_id", deviceId));
    }

    /// <summary>Deletes what belongs to no session: its rows were on their way when the session ended.</summary>
    public static void DeleteStrays(DbConnection exchange)
    {
        foreach (var table in new[] { "subscription", "queued", "received" })
            exchange.Execute($"delete from {table} where session_id not in (select session_id from session)");
    }

    public static List<StoredSession> All(DbConnection exchange) => exchange.Query(
        "select session_id, device_id, product_id, app_id, node_id, expiry_seconds, ended_at from session",
        row => new StoredSession(row.GetInt64(0), new DeviceIdentity(row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)), (uint)row.GetInt64(5), row.Instant(6)));

    public static void Subscribe(DbConnection exchange, Listening listening) => exchange.Execute("""
        insert into subscription (session_id, filter, qos, no_local, retain_as_published, identifier)
        values (@session_id, @filter, @qos, @no_local, @retain_as_published, @identifier)
        on conflict (session_id, filter) do update set
            qos = excluded.qos, no_local = excluded.no_local, retain_as_published = excluded.retain_as_published, identifier = excluded.identifier
        """,
        ("@session_id", listening.Session.Id), ("@filter", listening.Asked.Filter), ("@qos", (long)listening.Asked.QoS), ("@no_local", listening.Asked.NoLocal),
        ("@retain_as_published", listening.Asked.RetainAsPublished), ("@identifier", (long)listening.Identifier));

    public static void Unsubscribe(DbConnection exchange, long sessionId, string filter) => exchange.Execute(
        "delete from subscription where session_id = @session_id and filter = @filter", ("@session_id", sessionId), ("@filter", filter));

    public static List<(long SessionId, Subscription Asked, int Identifier)> Subscriptions(DbConnection exchange) => exchange.Query(
        "select session_id, filter, qos, no_local, retain_as_published, identifier from subscription",
        row => (row.GetInt64(0), new Subscription(row.GetString(1), (QualityOfService)row.GetInt64(2), row.GetInt64(3) != 0, row.GetInt64(4) != 0), (int)row.GetInt64(5)));
}
