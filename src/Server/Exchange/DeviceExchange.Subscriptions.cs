using Dukou.Protocol.Mqtt;

namespace Dukou.Server.Exchange;

// What a session listens to, and what was retained for it before it listened.
sealed partial class DeviceExchange
{
    /// <summary>Whether as many listen to the topic as may (U:iot_02_9994); profile relaxed knows no such limit.</summary>
    public bool IsCrowded(string appId, string filter) => !IsFull && subscriptions.CountOf(appId, filter) >= options.Limits.TopicSubscribersMax;

    /// <summary>
    /// Makes subscriptions hold, durably when the session is stored. What is retained on their topics goes out by the returned call, which the
    /// connection makes after SUBACK.
    /// </summary>
    public async ValueTask<Action> SubscribeAsync(DeviceSession session, IReadOnlyList<Listening> asked)
    {
        var later = new List<(ExchangeMessage Message, QueuedMessage? Queued, IReadOnlyList<int> Identifiers)>();
        foreach (var listening in asked)
        {
            var isNew = Listen(listening);
            if (IsFull && (listening.Asked.RetainHandling == RetainHandling.SendAtSubscribe || (isNew && listening.Asked.RetainHandling == RetainHandling.SendIfNew)))
                TakeRetained(listening, later);
        }
        var rows = later.Where(entry => entry.Queued is not null).ToList();
        if (session.IsStored)
            await File.WriteAsync(exchange =>
            {
                foreach (var listening in asked)
                    SessionTable.Subscribe(exchange, listening);
                foreach (var (_, queued, _) in rows)
                    QueueTable.Insert(exchange, session.Id, queued!); // Filtered.
            });
        return () =>
        {
            foreach (var (message, queued, identifiers) in later)
                if (queued is not null)
                    session.Deliver(queued);
                else
                    session.SendNow(message, retain: true, identifiers);
        };
    }

    /// <summary>Ends a subscription; false when there was none.</summary>
    public async ValueTask<IReadOnlyList<bool>> UnsubscribeAsync(DeviceSession session, IReadOnlyList<string> filters)
    {
        var found = new List<bool>();
        foreach (var filter in filters)
        {
            var former = session.Unsubscribe(filter);
            if (former is not null)
                subscriptions.Remove(former);
            found.Add(former is not null);
        }
        if (session.IsStored)
            await File.WriteAsync(exchange =>
            {
                foreach (var filter in filters)
                    SessionTable.Unsubscribe(exchange, session.Id, filter);
            });
        return found;
    }

    /// <summary>True when the session did not have this filter before.</summary>
    bool Listen(Listening listening)
    {
        var former = listening.Session.Subscribe(listening);
        if (former is not null)
            subscriptions.Remove(former);
        subscriptions.Add(listening);
        return former is null;
    }

    void TakeRetained(Listening listening, List<(ExchangeMessage, QueuedMessage?, IReadOnlyList<int>)> later)
    {
        var (session, asked) = (listening.Session, listening.Asked);
        // A shared subscription gets nothing retained (MQTT 5.0, 4.8.2); system topics retain nothing.
        if (asked.Filter.StartsWith('$'))
            return;
        IReadOnlyList<int> identifiers = listening.Identifier > 0 ? [listening.Identifier] : [];
        foreach (var message in retained.Matching(session.Identity.AppId, asked.Filter))
        {
            if ((asked.NoLocal && message.From == session.Identity.DeviceId) || !MayHear(session, message.Topic))
                continue;
            var qos = asked.QoS < message.QoS ? asked.QoS : message.QoS;
            if (qos == QualityOfService.AtMostOnce)
                later.Add((message, null, identifiers));
            else if (session.TryReserve(message, qos, retain: true, identifiers) is { } queued)
                later.Add((message, queued, identifiers));
        }
    }

    bool MayHear(DeviceSession session, string topic) => Array.TrueForAll(_permissions, permission => permission.MayHear(session.Identity, topic));
}
