using Dukou.Protocol.Iotda;
using Dukou.Protocol.Iotda.Payloads;
using Dukou.Server.Cluster;
using Dukou.Server.Devices;
using Dukou.Server.Pipeline;

namespace Dukou.Server.Events;

/// <summary>Sends events down on <c>sys/events/down</c> of whoever holds the connection. Not stored: each service says what follows when one can't be sent.</summary>
sealed class EventDownlink(IClusterLink link, DeviceStore devices, EventMetrics metrics, TraceFeed traces, TimeProvider clock)
{
    /// <summary>Sends to a device or, for a child, to the gateway above it; true when the socket took it.</summary>
    public async ValueTask<bool> SendAsync(Device device, DeviceEvent sent, CancellationToken cancellationToken) =>
        await SendAsync((await DeviceRoute.OfAsync(device, devices)).Root.DeviceId, device.DeviceId, sent, cancellationToken);

    /// <summary>Sends over the connection of <paramref name="connectedId"/>; true when the socket took it.</summary>
    public async ValueTask<bool> SendAsync(string connectedId, string objectDeviceId, DeviceEvent sent, CancellationToken cancellationToken)
    {
        var payload = new EventEnvelope(objectDeviceId, [sent]).ToUtf8();
        var publish = new DownlinkPublish(connectedId, DeviceTopic.Format(DeviceTopicKind.EventsDown, connectedId), payload) { RequestId = sent.EventId };
        var delivery = await link.DeliverAsync(publish, cancellationToken);
        // An acknowledgement may have to come through the reader that waits here; it has the packet in any case.
        var outcome = delivery.Fate.IsCompleted ? await delivery.Fate : DeliveryOutcome.Delivered;
        var because = outcome == DeliveryOutcome.Delivered
            ? EventReasons.Sent.With(("type", sent.EventType), ("service", sent.ServiceId))
            : EventReasons.NotSent.With(("type", sent.EventType), ("service", sent.ServiceId), ("problem", Problem(outcome)));
        metrics.Down(sent);
        traces.Write(new TraceEntry(TraceKind.Downlink, outcome == DeliveryOutcome.Delivered ? TraceOutcome.Done : TraceOutcome.Failed, clock.GetUtcNow(), because)
        {
            DeviceId = objectDeviceId,
            RequestId = sent.EventId,
            Topic = publish.Topic,
            Excerpt = TraceEntry.ExcerptOf(payload),
        });
        return outcome == DeliveryOutcome.Delivered;
    }

    static string Problem(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Offline => "it is not online",
        DeliveryOutcome.QueueFull => "it has as many unacknowledged messages under way as it may",
        DeliveryOutcome.TooLarge => "its CONNECT set a smaller Maximum Packet Size",
        _ => "its connection ended",
    };
}
