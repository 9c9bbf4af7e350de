using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Exchange;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.Gateway;

// Subscriptions: what is granted, and what the session's file must know before it is answered.
sealed partial class MqttConnection
{
    // Filters longer than these can't match a topic that is ever used; their memory stays while the connection does.
    const int SystemFilterBytesMax = 512;
    // Refused filters of one SUBSCRIBE that are traced; its codes name them all.
    const int RefusalsTraced = 10;

    Pause Subscribe(SubscribePacket subscribe)
    {
        if (subscribe.SubscriptionIdentifier is not null && !_isFull)
            throw new MalformedPacketException(ReasonCode.SubscriptionIdentifiersNotSupported,
                "A SUBSCRIBE carries a subscription identifier; CONNACK said that there are none (MQTT 5.0, 3.2.2.3.12).");
        var identifier = subscribe.SubscriptionIdentifier ?? 0;
        var codes = new List<ReasonCode>(subscribe.Subscriptions.Count);
        var held = new List<Listening>();
        Because? refusal = null;
        var refused = 0;
        foreach (var asked in subscribe.Subscriptions)
        {
            var (code, because) = Subscribe(asked, identifier);
            codes.Add(code);
            if (because is not null && refused++ < RefusalsTraced)
                TraceRefusal(asked.Filter, because);
            refusal ??= because;
            if (because is null && _session is not null)
                held.Add(new Listening(_session, asked with { QoS = (QualityOfService)code }, identifier));
        }
        var answer = new SubAckPacket { PacketId = subscribe.PacketId, Reasons = codes, ReasonString = _words.OfAcknowledgement(refusal, codes.Count) };
        if (held.Count > 0)
            return After(SubscribeAsync(held, answer));
        Answer(answer, anyGranted: refused < codes.Count);
        return Pause.None;
    }

    async Task SubscribeAsync(List<Listening> held, SubAckPacket answer)
    {
        var sendRetained = await _services.Exchange.SubscribeAsync(_session!, held); // Held by a session.
        Answer(answer, anyGranted: true);
        sendRetained();
    }

    void Answer(SubAckPacket answer, bool anyGranted)
    {
        lock (_outbound.Gate)
            if (_outbound.Accepts)
                answer.Write(_outbound.Buffer, Version);
        Flush();
        if (!anyGranted || (!_notifying.IsCompleted && _subscribedWaits))
            return;
        _subscribedWaits = true;
        _notifying = NotifySubscribedAsync(_notifying);
    }

    (ReasonCode Code, Because? Refusal) Subscribe(Subscription asked, int identifier)
    {
        var limits = _services.Limits;
        var filter = Encoding.UTF8.GetBytes(asked.Filter);
        var isSystem = filter.AsSpan().StartsWith("$oc/"u8);
        var bytesMax = isSystem ? SystemFilterBytesMax : limits.TopicBytesMax;
        if (filter.Length > bytesMax)
            return (ReasonCode.TopicFilterInvalid, ConnectionReasons.FilterTooLong.With(("filter", Shown.Text(asked.Filter)), ("bytes", $"{filter.Length}"), ("max", $"{bytesMax}")));
        var heard = (ReadOnlySpan<byte>)filter;
        if (Version == ProtocolVersion.V500 && TopicFilter.IsShared(filter))
        {
            if (!_isFull)
                return (ReasonCode.SharedSubscriptionsNotSupported, ConnectionReasons.SharedSubscription.With(("filter", asked.Filter)));
            if (asked.NoLocal)
                throw new MalformedPacketException(ReasonCode.ProtocolError, "No Local is set on a shared subscription [MQTT-3.8.3-4].");
            TopicFilter.TryReadShared(filter, out _, out heard);
        }
        // System topics have one listener each; there is nothing to share.
        if ((heard.Length != filter.Length && heard.StartsWith("$"u8)) || !_services.Uplink.MaySubscribe(Link.Identity, heard))
            return (ReasonCode.NotAuthorized, ConnectionReasons.SubscriptionRefused.With(("filter", asked.Filter)));
        if (_subscriptions.Count >= limits.SubscriptionsMax && !_subscriptions.Contains(asked.Filter))
            return (ReasonCode.QuotaExceeded, ConnectionReasons.TooManySubscriptions.With(("filter", asked.Filter), ("max", $"{limits.SubscriptionsMax}")));
        if (_session is not null && !isSystem && !_subscriptions.Contains(asked.Filter) && _services.Exchange.IsCrowded(Link.Identity.AppId, asked.Filter))
            return (ReasonCode.QuotaExceeded, ConnectionReasons.TopicCrowded.With(("filter", asked.Filter), ("max", $"{limits.TopicSubscribersMax}")));
        var granted = Granted(asked.QoS, isSystem);
        _subscriptions.Add(asked.Filter, granted, identifier);
        return ((ReasonCode)granted, null);
    }

    QualityOfService Granted(QualityOfService asked, bool isSystem)
    {
        if (_isFull)
            return asked;
        // QoS 2 is granted as 1; topics outside $oc get QoS 0 unless the vendor's support has been asked (U:iot_01_0331).
        return asked == QualityOfService.AtMostOnce || !isSystem ? QualityOfService.AtMostOnce : QualityOfService.AtLeastOnce;
    }

    void TraceRefusal(string filter, Because because) =>
        _services.Traces.Write(new TraceEntry(TraceKind.Connection, TraceOutcome.Refused, _services.Clock.GetUtcNow(), because)
        {
            DeviceId = Link.Identity.DeviceId,
            ClientId = _connect.ClientId,
            Topic = Shown.Text(filter),
            RemoteAddress = _socket.Remote?.ToString(),
        });

    Pause Unsubscribe(UnsubscribePacket unsubscribe)
    {
        var codes = unsubscribe.Filters.Select(filter => _subscriptions.Remove(filter) ? ReasonCode.Success : ReasonCode.NoSubscriptionExisted).ToList();
        var answer = new UnsubAckPacket { PacketId = unsubscribe.PacketId, Reasons = codes };
        if (_session is not null)
            return After(UnsubscribeAsync(unsubscribe.Filters, answer));
        Answer(answer);
        return Pause.None;
    }

    async Task UnsubscribeAsync(IReadOnlyList<string> filters, UnsubAckPacket answer)
    {
        await _services.Exchange.UnsubscribeAsync(_session!, filters); // Held by a session.
        Answer(answer);
    }

    void Answer(UnsubAckPacket answer)
    {
        lock (_outbound.Gate)
            if (_outbound.Accepts)
                answer.Write(_outbound.Buffer, Version);
        Flush();
    }

    /// <summary>The next packet waits for what this one has begun.</summary>
    Pause After(Task work)
    {
        if (work.IsCompletedSuccessfully)
            return Pause.None;
        _sessionWork = UntilDoneAsync(work);
        return Pause.Session;
    }

    async Task UntilDoneAsync(Task work)
    {
        try
        {
            await work;
        }
        // The world's fault: without an answer the device asks again.
        catch (StorageException failure)
        {
            Close(ReasonCode.ServerBusy, ConnectionReasons.Unavailable.With(("problem", failure.Message)));
        }
    }
}
