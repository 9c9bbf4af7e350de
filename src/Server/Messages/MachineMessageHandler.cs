using System.Text;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Cluster;
using Dukou.Server.Devices;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.Messages;

/// <summary>
/// What one device says to another over <c>$oc/m2m</c> (section 2.22; only the C SDK speaks it): handed to the target under the same topic,
/// when it is online, and nowhere kept for it. Only where devices may hear each other without a rule.
/// </summary>
sealed class MachineMessageHandler(DeviceStore devices, IClusterLink cluster, ServerOptions options, TraceFeed traces, TimeProvider clock) : IUplinkHandler
{
    // A target that reads nothing must not hold up who speaks to it.
    static readonly TimeSpan SocketPatience = TimeSpan.FromSeconds(1);

    public DeviceTopicKind Kind => DeviceTopicKind.DeviceToDevice;

    public RecordKind Record => RecordKind.Message;

    public int BytesMax => options.Limits.DownlinkBytesMax;

    public bool HasEffect => true;

    public UplinkVerdict Judge(DeviceLink link, in UplinkPublish publish) => options.Profile == CompatibilityProfile.Relaxed || options.Limits.DeviceToDevice > 0
        ? UplinkVerdict.Store(publish.Payload)
        : UplinkVerdict.Refuse(ReasonCode.NotAuthorized, MessageReasons.DevicesDoNotHearEachOther);

    public async ValueTask StoredAsync(DeviceLink link, StoredUplink stored, CancellationToken cancellationToken)
    {
        var targetId = Encoding.UTF8.GetString(DeviceTopic.Parse(Encoding.UTF8.GetBytes(stored.Topic)).Suffix);
        if (await devices.FindAsync(targetId) is not { } target || target.AppId != link.Identity.AppId)
        {
            Trace(stored, TraceKind.Uplink, link.Identity.DeviceId, MessageReasons.NoTarget.With(("target", Shown.Text(targetId))), TraceOutcome.Failed);
            return;
        }
        var outcome = await SendAsync((await DeviceRoute.OfAsync(target, devices)).Root.DeviceId, stored, cancellationToken);
        Trace(stored, TraceKind.Downlink, targetId, (outcome == DeliveryOutcome.Delivered ? MessageReasons.HandedOn : MessageReasons.NotHandedOn).With(("from", link.Identity.DeviceId)),
            outcome == DeliveryOutcome.Delivered ? TraceOutcome.Done : TraceOutcome.Failed);
    }

    async Task<DeliveryOutcome> SendAsync(string routeId, StoredUplink stored, CancellationToken cancellationToken)
    {
        var sending = cluster.DeliverAsync(new DownlinkPublish(routeId, stored.Topic, stored.Payload) { Unasked = true, RequestId = stored.RequestId }, cancellationToken).AsTask();
        try
        {
            var delivery = await sending.WaitAsync(SocketPatience, cancellationToken);
            // At QoS 1 the acknowledgement is the target's affair.
            return delivery.Fate.IsCompleted ? await delivery.Fate : DeliveryOutcome.Delivered;
        }
        catch (TimeoutException)
        {
            // It waits for the target's socket.
            return DeliveryOutcome.Delivered;
        }
    }

    void Trace(StoredUplink stored, TraceKind kind, string deviceId, Because because, TraceOutcome outcome) =>
        traces.Write(new TraceEntry(kind, outcome, clock.GetUtcNow(), because)
        {
            DeviceId = deviceId,
            RequestId = stored.RequestId,
            Topic = stored.Topic,
            Excerpt = TraceEntry.ExcerptOf(stored.Payload.Span),
        });
}
