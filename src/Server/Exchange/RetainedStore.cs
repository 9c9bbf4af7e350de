using System.Data.Common;
using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Storage;

namespace Dukou.Server.Exchange;

/// <summary>
/// The last message of each topic that its sender wanted kept, for whoever subscribes later. Held in memory and in the exchange's file;
/// one space sees nothing of another's. A wildcard walks through all topics of the space: fine to the <c>RetainedMessagesMax</c> of the
/// options. Any thread may use it. Bounds: <c>RetainedMessagesMax</c> and <c>RetainedBytesMax</c>; beyond
/// them a message on a new topic is not retained.
/// </summary>
sealed class RetainedStore(LimitOptions limits, TimeProvider clock)
{
    // Guards everything here.
    readonly Lock _gate = new();
    readonly Dictionary<string, Dictionary<string, ExchangeMessage>> _spaces = [];
    int _count;
    long _bytes;

    public void Load(DbConnection exchange)
    {
        lock (_gate)
            foreach (var (appId, message) in exchange.Query("select app_id, topic, device_id, qos, payload, properties, expires_at from retained",
                row => (row.GetString(0), new ExchangeMessage(row.GetString(1), row.GetFieldValue<byte[]>(4), row.GetFieldValue<byte[]>(5), (QualityOfService)row.GetInt64(3),
                    retain: true, row.GetString(2), row.Instant(6)))))
                Put(appId, message);
    }

    /// <summary>Replaces the topic's message, or takes it away when the new one is empty [MQTT-3.3.1-6]. False when there is no room for a new topic.</summary>
    public bool TrySet(string appId, ExchangeMessage message)
    {
        lock (_gate)
        {
            var former = _spaces.GetValueOrDefault(appId)?.GetValueOrDefault(message.Topic);
            if (message.Payload.Length > 0
                && (_count + (former is null ? 1 : 0) > limits.RetainedMessagesMax || _bytes - (former?.Bytes ?? 0) + message.Bytes > limits.RetainedBytesMax))
            {
                if (!MakeRoom())
                    return false;
                return TrySet(appId, message);
            }
            Take(appId, message.Topic);
            if (message.Payload.Length > 0)
                Put(appId, message);
            return true;
        }
    }

    /// <summary>What a new subscription to <paramref name="filter"/> gets, by topic.</summary>
    public List<ExchangeMessage> Matching(string appId, string filter)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            if (!_spaces.TryGetValue(appId, out var topics))
                return [];
            if (!filter.AsSpan().ContainsAny('+', '#'))
                return topics.TryGetValue(filter, out var only) && !only.IsExpired(now) ? [only] : [];
            var utf8 = Encoding.UTF8.GetBytes(filter);
            return [.. topics.Values.Where(message => !message.IsExpired(now) && TopicFilter.Matches(utf8, Encoding.UTF8.GetBytes(message.Topic)))
                .OrderBy(message => message.Topic, StringComparer.Ordinal)];
        }
    }

    /// <summary>A space is emptied.</summary>
    public void Clear(string appId)
    {
        lock (_gate)
            foreach (var topic in _spaces.GetValueOrDefault(appId)?.Keys.ToList() ?? [])
                Take(appId, topic);
    }

    /// <summary>The same change in the file.</summary>
    public static void Write(DbConnection exchange, string appId, ExchangeMessage message)
    {
        if (message.Payload.Length == 0)
            exchange.Execute("delete from retained where app_id = @app_id and topic = @topic", ("@app_id", appId), ("@topic", message.Topic));
        else
            exchange.Execute("""
                insert into retained (app_id, topic, device_id, qos, payload, properties, expires_at)
                values (@app_id, @topic, @device_id, @qos, @payload, @properties, @expires_at)
                on conflict (app_id, topic) do update set
                    device_id = excluded.device_id, qos = excluded.qos, payload = excluded.payload, properties = excluded.properties, expires_at = excluded.expires_at
                """,
                ("@app_id", appId), ("@topic", message.Topic), ("@device_id", message.From), ("@qos", (long)message.QoS), ("@payload", message.Payload),
                ("@properties", message.Properties), ("@expires_at", message.ExpiresAt));
    }

    public static void DeleteExpired(DbConnection exchange, DateTimeOffset now) =>
        exchange.Execute("delete from retained where expires_at <= @now", ("@now", now));

    // Whether anything had expired.
    bool MakeRoom()
    {
        var now = clock.GetUtcNow();
        var expired = _spaces.SelectMany(space => space.Value.Values.Where(message => message.IsExpired(now)).Select(message => (space.Key, message.Topic))).ToList();
        foreach (var (appId, topic) in expired)
            Take(appId, topic);
        return expired.Count > 0;
    }

    void Put(string appId, ExchangeMessage message)
    {
        if (!_spaces.TryGetValue(appId, out var topics))
            _spaces.Add(appId, topics = []);
        topics.Add(message.Topic, message);
        _count++;
        _bytes += message.Bytes;
    }

    void Take(string appId, string topic)
    {
        if (_spaces.TryGetValue(appId, out var topics) && topics.Remove(topic, out var former))
        {
            _count--;
            _bytes -= former.Bytes;
        }
    }
}
