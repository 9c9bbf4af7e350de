using Dukou.Protocol.Iotda;
using Dukou.Protocol.Iotda.Payloads;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Api;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.Events;

/// <summary>
/// Device events (section 2.11 of the protocol): each goes to the service that its <c>service_id</c> and <c>event_type</c> name, and the
/// service's answer goes down with the event's id. An envelope is taken as a whole or refused. An event that nobody knows is stored and
/// said so.
/// </summary>
sealed class EventsUpHandler(
    EventServices services, EventDownlink downlink, EventMetrics metrics, IChildDevices children, TraceFeed traces, LimitOptions limits, TimeProvider clock) : IUplinkHandler
{
    public DeviceTopicKind Kind => DeviceTopicKind.EventsUp;

    public RecordKind Record => RecordKind.Event;

    public int BytesMax => limits.MessageBytesMax;

    public bool HasEffect => true;

    public UplinkVerdict Judge(DeviceLink link, in UplinkPublish publish)
    {
        if (!EventEnvelope.TryRead(publish.Payload, out var envelope, out var mistake))
            return Refuse(UplinkReasons.MalformedPayload.With(("problem", $"{mistake.Sentence} (byte {mistake.Offset})")));
        if (envelope.Services.Count == 0)
            return Refuse(EventReasons.None);
        var speaker = link;
        if (envelope.ObjectDeviceId is { Length: > 0 } deviceId && deviceId != link.Identity.DeviceId)
        {
            if (children.Find(link.ConnectedId, deviceId) is not { } child)
                return UplinkVerdict.Refuse(ReasonCode.NotAuthorized, UplinkReasons.ForeignObjectDevice.With(("object", Shown.Text(deviceId)), ("device", link.Identity.DeviceId)));
            speaker = link.For(child);
        }
        foreach (var asked in envelope.Services)
            if (services.Find(asked)?.MistakeIn(asked) is { } problem)
                return Refuse(EventReasons.Malformed.With(("type", asked.EventType), ("service", asked.SystemService), ("problem", problem)));
        return UplinkVerdict.Store(publish.Payload, speaker: speaker);
    }

    public async ValueTask StoredAsync(DeviceLink link, StoredUplink stored, CancellationToken cancellationToken)
    {
        EventEnvelope.TryRead(stored.Payload.Span, out var envelope, out _);
        foreach (var asked in envelope.Services)
        {
            var service = services.Find(asked);
            metrics.Up(asked, known: service is not null);
            if (service is null)
                Trace(link, stored, EventReasons.Unknown.With(("type", Shown.Text(asked.EventType)), ("service", Shown.Text(asked.SystemService))));
            else
                await HandleAsync(service, link, stored, asked, cancellationToken);
        }
    }

    async ValueTask HandleAsync(IEventService service, DeviceLink link, StoredUplink stored, DeviceEvent asked, CancellationToken cancellationToken)
    {
        try
        {
            // The platform makes the id that a request lacks (D:30181).
            asked = asked.EventId is null ? asked with { EventId = Guid.NewGuid().ToString() } : asked;
            if (await service.HandleAsync(new EventUplink(link, stored.ReceivedAt), asked, cancellationToken) is { } answer)
                await downlink.SendAsync(link.ConnectedId, link.Identity.DeviceId, answer, cancellationToken);
        }
        // The device is gone from the registry, or the disk refuses: the device may send again, its connection goes on.
        catch (Exception failure) when (failure is IotdaException or StorageException)
        {
            Trace(link, stored, EventReasons.Failed.With(("type", asked.EventType), ("service", asked.SystemService), ("problem", failure.Message)));
        }
    }

    static UplinkVerdict Refuse(Because because) => UplinkVerdict.Refuse(ReasonCode.PayloadFormatInvalid, because);

    void Trace(DeviceLink link, StoredUplink stored, Because because) =>
        traces.Write(new TraceEntry(TraceKind.Uplink, TraceOutcome.Failed, clock.GetUtcNow(), because)
        {
            DeviceId = link.Identity.DeviceId,
            Topic = stored.Topic,
            Excerpt = TraceEntry.ExcerptOf(stored.Payload.Span),
        });
}
