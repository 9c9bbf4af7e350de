using Dukou.Protocol.Iotda;
using Dukou.Protocol.Iotda.Payloads;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Api;
using Dukou.Server.Cluster;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.Shadows;

/// <summary>
/// A device asks for its shadow, or a gateway for that of a child (D:3012). The answer shows everything that the device has reported
/// before it asked, and goes out on the response topic with the device's own request id.
/// </summary>
sealed class ShadowGetHandler(ShadowStore shadows, IChildDevices children, IClusterLink cluster, Inbox inbox, TraceFeed traces, LimitOptions limits, TimeProvider clock) : IUplinkHandler
{
    public DeviceTopicKind Kind => DeviceTopicKind.ShadowGet;

    public RecordKind Record => RecordKind.ShadowGet;

    public int BytesMax => limits.MessageBytesMax;

    public bool HasEffect => true;

    public UplinkVerdict Judge(DeviceLink link, in UplinkPublish publish)
    {
        if (publish.Topic.RequestId.IsEmpty)
            return UplinkVerdict.Refuse(ReasonCode.TopicNameInvalid, UplinkReasons.RequestIdMissing.With(("topic", System.Text.Encoding.UTF8.GetString(publish.TopicUtf8))));
        return ShadowGet.TryRead(publish.Payload, out _, out var mistake)
            ? UplinkVerdict.Store(publish.Payload)
            : UplinkVerdict.Refuse(ReasonCode.PayloadFormatInvalid, UplinkReasons.MalformedPayload.With(("problem", $"{mistake.Sentence} (byte {mistake.Offset})")));
    }

    public async ValueTask StoredAsync(DeviceLink link, StoredUplink stored, CancellationToken cancellationToken)
    {
        ShadowGet.TryRead(stored.Payload.Span, out var asked, out _);
        var deviceId = asked.ObjectDeviceId is { Length: > 0 } named ? named : link.Identity.DeviceId;
        if (deviceId != link.Identity.DeviceId && children.Find(link.ConnectedId, deviceId) is null)
        {
            Trace(link, stored, TraceOutcome.Refused, ShadowReasons.ForeignDevice.With(("device", deviceId)));
            return;
        }
        try
        {
            await inbox.WaitForDurableAsync(stored.Sequence).WaitAsync(cancellationToken);
            var services = (await shadows.ReadAsync(deviceId)).Where(service => asked.ServiceId is null || service.ServiceId == asked.ServiceId);
            var outcome = await AnswerAsync(link, stored, new ShadowGetResponse(deviceId, [.. services.Select(ShadowResponse.ToWire)]), cancellationToken);
            if (outcome == DeliveryOutcome.Delivered)
                Trace(link, stored, TraceOutcome.Done, ShadowReasons.Answered.With(("device", deviceId)));
            else
                Trace(link, stored, TraceOutcome.Failed, ShadowReasons.NotAnswered.With(("device", deviceId), ("problem", outcome == DeliveryOutcome.QueueFull
                    ? "it has as many unacknowledged messages under way as it may" : "its connection ended")));
        }
        // The shadows are behind: the device may ask again, its connection goes on.
        catch (IotdaException busy)
        {
            Trace(link, stored, TraceOutcome.Failed, ShadowReasons.NotAnswered.With(("device", deviceId), ("problem", busy.Message)));
        }
    }

    async ValueTask<DeliveryOutcome> AnswerAsync(DeviceLink link, StoredUplink stored, ShadowGetResponse response, CancellationToken cancellationToken)
    {
        var topic = DeviceTopic.Format(DeviceTopicKind.ShadowGetResponse, link.ConnectedId, stored.RequestId);
        var delivery = await cluster.DeliverAsync(new DownlinkPublish(link.ConnectedId, topic, response.ToUtf8()) { RequestId = stored.RequestId }, cancellationToken);
        // An acknowledgement comes through the reader that waits here; it has the packet in any case.
        return delivery.Fate.IsCompleted ? await delivery.Fate : DeliveryOutcome.Delivered;
    }

    void Trace(DeviceLink link, StoredUplink stored, TraceOutcome outcome, Because because) =>
        traces.Write(new TraceEntry(TraceKind.Downlink, outcome, clock.GetUtcNow(), because)
        {
            DeviceId = link.Identity.DeviceId,
            RequestId = stored.RequestId,
            Topic = stored.Topic,
            Excerpt = TraceEntry.ExcerptOf(stored.Payload.Span),
        });
}
