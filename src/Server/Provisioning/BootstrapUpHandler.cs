using Dukou.Protocol.Iotda;
using Dukou.Protocol.Iotda.Payloads;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Api;
using Dukou.Server.Cluster;
using Dukou.Server.Gateway;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.Provisioning;

/// <summary>
/// A device asks for its address (PS:iot_03_0003): one that came by its registration group is activated first. The answer goes also to a
/// device whose subscription failed, as that of the Java SDK 1.2.2 does.
/// </summary>
sealed class BootstrapUpHandler(Activation activation, RegistrationGroupStore groups, AdvertisedEndpoints endpoints, IClusterLink cluster, TraceFeed traces, LimitOptions limits, TimeProvider clock)
    : IUplinkHandler
{
    // The vendor's "no policy matches this device"; the sentence beside it says why.
    const string NoPolicyMatches = "100414";

    public DeviceTopicKind Kind => DeviceTopicKind.BootstrapUp;

    public RecordKind Record => RecordKind.Bootstrap;

    public int BytesMax => limits.MessageBytesMax;

    public bool HasEffect => true;

    public UplinkVerdict Judge(DeviceLink link, in UplinkPublish publish) =>
        BootstrapRequest.TryRead(publish.Payload, out _, out var mistake)
            ? UplinkVerdict.Store(publish.Payload)
            : UplinkVerdict.Refuse(ReasonCode.PayloadFormatInvalid, UplinkReasons.MalformedPayload.With(("problem", $"{mistake.Sentence} (byte {mistake.Offset})")));

    public async ValueTask StoredAsync(DeviceLink link, StoredUplink stored, CancellationToken cancellationToken)
    {
        var address = AddressOf(link);
        if (link.Identity.GroupId is not { } groupId)
        {
            await AnswerAsync(link, new(address, null, null), BootstrapReasons.Answered.With(("address", address)));
            return;
        }
        try
        {
            var (secret, done, refusal) = await activation.ActivateAsync(link.Identity, cancellationToken);
            if (refusal is not null)
                await RefuseAsync(link, refusal);
            else if (groups.Find(groupId) is { } group)
                await AnswerAsync(link, new(address, group.InitConfig, secret), done.With(("group", group.GroupName), ("address", address)));
        }
        // The registry's refusal or the disk's: the device is told and may ask again, its connection goes on.
        catch (Exception failure) when (failure is IotdaException or StorageException)
        {
            await RefuseAsync(link, BootstrapReasons.Failed.With(("device", link.Identity.DeviceId), ("problem", failure.Message)));
        }
    }

    string AddressOf(DeviceLink link)
    {
        var now = endpoints.Told;
        var address = (link.Encrypted ? now.Mqtts : now.Mqtt) ?? now.Mqtts ?? now.Mqtt;
        // Over WebSocket only: neither listener is there.
        return address is null ? "" : $"{address.Host}:{address.Port}";
    }

    Task RefuseAsync(DeviceLink link, Because because) =>
        AnswerAsync(link, new(null, null, null, NoPolicyMatches, $"{because.Sentence()} {because.Remedy()}".TrimEnd()), because, TraceOutcome.Refused);

    async Task AnswerAsync(DeviceLink link, BootstrapAnswer answer, Because because, TraceOutcome outcome = TraceOutcome.Done)
    {
        var topic = DeviceTopic.Format(DeviceTopicKind.BootstrapDown, link.Identity.DeviceId);
        var delivery = await cluster.DeliverAsync(new DownlinkPublish(link.Identity.LinkId, topic, answer.ToUtf8()) { Unasked = true }, CancellationToken.None);
        // At QoS 1 the acknowledgement comes through the reader that waits here.
        var fate = delivery.Fate.IsCompleted ? await delivery.Fate : DeliveryOutcome.Delivered;
        var arrived = fate == DeliveryOutcome.Delivered;
        traces.Write(new TraceEntry(TraceKind.Downlink, arrived ? outcome : TraceOutcome.Failed, clock.GetUtcNow(), arrived ? because : BootstrapReasons.NotAnswered.With(("problem", fate switch
        {
            DeliveryOutcome.TooLarge => "the device takes no packet of its size",
            DeliveryOutcome.QueueFull => "as many messages as it takes are under way to the device",
            _ => "its connection ended",
        })))
        {
            DeviceId = link.Identity.DeviceId,
            Topic = topic,
        });
    }
}
