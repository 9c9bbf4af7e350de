using System.Text;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Iotda.Payloads;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Cluster;
using Dukou.Server.Storage;

namespace Dukou.Server.Pipeline;

/// <summary>
/// A device's answer to a request that went down: handed to whoever waits for it. An answer that comes too late, twice, or to nothing
/// is stored and traced as such, and changes nothing.
/// </summary>
sealed class ResponseHandler(DeviceTopicKind kind, RecordKind record, RequestKind request, PendingRequests pending, TraceFeed traces, LimitOptions limits) : IUplinkHandler
{
    public DeviceTopicKind Kind => kind;

    public RecordKind Record => record;

    public int BytesMax => limits.MessageBytesMax;

    public bool HasEffect => true;

    public UplinkVerdict Judge(DeviceLink link, in UplinkPublish publish)
    {
        if (publish.Topic.RequestId.IsEmpty)
            return UplinkVerdict.Refuse(ReasonCode.TopicNameInvalid, UplinkReasons.RequestIdMissing.With(("topic", Encoding.UTF8.GetString(publish.TopicUtf8))));
        // The answer goes to the application as it came, so it must be an object that can be read; what is in it is between the two.
        return CommandResponse.TryRead(publish.Payload, out _, out var mistake)
            ? UplinkVerdict.Store(publish.Payload)
            : UplinkVerdict.Refuse(ReasonCode.PayloadFormatInvalid, UplinkReasons.MalformedPayload.With(("problem", $"{mistake.Sentence} (byte {mistake.Offset})")));
    }

    public ValueTask StoredAsync(DeviceLink link, StoredUplink stored, CancellationToken cancellationToken)
    {
        if (!pending.TryAnswer(link.ConnectedId, request, stored.RequestId, stored.Payload))
            traces.Write(new TraceEntry(TraceKind.Uplink, TraceOutcome.Failed, stored.ReceivedAt, UplinkReasons.NobodyWaits.With(("request_id", stored.RequestId)))
            {
                DeviceId = link.Identity.DeviceId,
                RequestId = stored.RequestId,
                Topic = stored.Topic,
                Excerpt = TraceEntry.ExcerptOf(stored.Payload.Span),
            });
        return ValueTask.CompletedTask;
    }
}
