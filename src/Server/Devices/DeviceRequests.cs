using System.Text.Json;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Iotda.Payloads;
using Dukou.Server.Api;
using Dukou.Server.Cluster;
using Dukou.Server.Pipeline;

namespace Dukou.Server.Devices;

/// <summary>
/// A question to a device that its caller waits for: commands, property set and get. Not stored: on a restart the caller's connection
/// breaks. Every one leaves a trace with its end.
/// </summary>
sealed class DeviceRequests(IClusterLink link, DeviceStore devices, LimitOptions limits, TraceFeed traces, TimeProvider clock)
{
    /// <summary>The device's answer, or null when it gave none in time. A child is asked through its gateway.</summary>
    /// <param name="device">Who is asked.</param>
    /// <param name="kind">On which topic.</param>
    /// <param name="request">Which kind of answer counts.</param>
    /// <param name="payloadFor">The payload, given the <c>object_device_id</c> of a child or null.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="IotdaException">The device isn't online, or as many requests wait as may.</exception>
    public async Task<(string RequestId, JsonElement? Answer)> SendAsync(
        Device device, DeviceTopicKind kind, RequestKind request, Func<string?, IPayload> payloadFor, CancellationToken cancellationToken)
    {
        var route = await DeviceRoute.OfAsync(device, devices);
        var connected = route.Root.DeviceId;
        var payload = payloadFor(route.ObjectDeviceId).ToUtf8();
        if (payload.Length > limits.DownlinkBytesMax)
            throw Errors.InvalidRequest($"The request has {payload.Length} bytes for the device; at most {limits.DownlinkBytesMax} are allowed.");
        var requestId = Guid.NewGuid().ToString();
        var topic = DeviceTopic.Format(kind, connected, requestId);
        var publish = new DownlinkPublish(connected, topic, payload) { RequestId = requestId };
        var answer = await link.RequestAsync(publish, request, requestId, limits.RequestTimeout, cancellationToken);
        Trace(device.DeviceId, publish, answer);
        if (answer.Delivery is DeliveryOutcome.Offline or DeliveryOutcome.ConnectionLost)
            throw Errors.DeviceNotOnline(connected);
        if (answer.Delivery == DeliveryOutcome.TooManyRequests)
            throw Errors.Busy($"{limits.RequestsWaitingMax} requests wait for answers of devices, which is the most; try again in a moment.");
        if (answer.TimedOut || answer.Delivery != DeliveryOutcome.Delivered)
            return (requestId, null);
        using var document = JsonDocument.Parse(answer.Payload);
        return (requestId, document.RootElement.Clone());
    }

    void Trace(string deviceId, DownlinkPublish publish, RequestAnswer answer)
    {
        var because = answer switch
        {
            { Delivery: DeliveryOutcome.Offline or DeliveryOutcome.ConnectionLost } => RequestReasons.DeviceOffline.With(("device", publish.DeviceId)),
            { TimedOut: true } => RequestReasons.TimedOut.With(("seconds", $"{limits.RequestTimeout.TotalSeconds:0.#}")),
            { Delivery: DeliveryOutcome.Delivered } => RequestReasons.Answered,
            { Delivery: DeliveryOutcome.TooManyRequests } => RequestReasons.TooManyWait.With(("max", $"{limits.RequestsWaitingMax}")),
            { Delivery: DeliveryOutcome.TooLarge } => RequestReasons.TooLargeForDevice,
            // Every device listens to its system topics, so what is left is a full queue.
            _ => RequestReasons.QueueFull,
        };
        traces.Write(new TraceEntry(TraceKind.Downlink, because.Reason == RequestReasons.Answered ? TraceOutcome.Done : TraceOutcome.Failed, clock.GetUtcNow(), because)
        {
            DeviceId = deviceId,
            RequestId = publish.RequestId,
            Topic = publish.Topic,
            Excerpt = TraceEntry.ExcerptOf(publish.Payload.Span),
        });
    }
}

/// <summary>What the application reads when a device gave no answer: HTTP 200 with this code in the body (error table, 014111).</summary>
static class RequestTimedOut
{
    public const string Code = "IOTDA.014111";
    public const string Sentence = "The device did not answer in time; it may answer late, which the trace shows. Use a message for slow work.";
}
