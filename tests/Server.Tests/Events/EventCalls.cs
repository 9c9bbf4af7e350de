using System.Text.Json.Nodes;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Tests.Messages;

namespace Dukou.Server.Tests.Events;

/// <summary>Short forms for tests of device events.</summary>
static class EventCalls
{
    public static string EventsUp(this Lamp lamp) => $"$oc/devices/{lamp.DeviceId}/sys/events/up";

    public static string EventsDown(this Lamp lamp) => $"$oc/devices/{lamp.DeviceId}/sys/events/down";

    /// <summary>An envelope with one event.</summary>
    public static string Event(string serviceId, string eventType, string paras, string? eventId = "e1", string? objectDeviceId = null) =>
        $$"""{"object_device_id":{{Text(objectDeviceId)}},"services":[{"service_id":"{{serviceId}}","event_type":"{{eventType}}","event_time":"20260102T030405Z","event_id":{{Text(eventId)}},"paras":{{paras}}}]}""";

    /// <summary>Publishes an event of the lamp at QoS 0.</summary>
    public static ValueTask SendEventAsync(this WireClient device, Lamp lamp, string serviceId, string eventType, string paras, string? eventId = "e1", string? objectDeviceId = null) =>
        device.PublishAsync(lamp.EventsUp(), Event(serviceId, eventType, paras, eventId, objectDeviceId));

    /// <summary>The same at QoS 1; an answer may come before its PUBACK, so there must be none.</summary>
    public static Task<PubAckPacket> SendEventAckedAsync(this WireClient device, Lamp lamp, string serviceId, string eventType, string paras, string? objectDeviceId = null) =>
        device.PublishAckedAsync(lamp.EventsUp(), Event(serviceId, eventType, paras, objectDeviceId: objectDeviceId));

    /// <summary>The next packet, which must be an event for the lamp or one of its children.</summary>
    public static async Task<EventDown> ReadEventAsync(this WireClient device, Lamp lamp)
    {
        var publish = await device.ReadPublishAsync();
        Assert.Equal(lamp.EventsDown(), publish.Topic);
        var envelope = JsonNode.Parse(publish.Payload)!;
        var sent = Assert.Single(envelope["services"]!.AsArray())!;
        return new((string?)envelope["object_device_id"], (string)sent["service_id"]!, (string)sent["event_type"]!, (string?)sent["event_id"], (string?)sent["event_time"], sent["paras"]!.AsObject());
    }

    static string Text(string? text) => text is null ? "null" : $"\"{text}\"";
}

/// <summary>An event that came down.</summary>
sealed record EventDown(string? ObjectDeviceId, string ServiceId, string EventType, string? EventId, string? EventTime, JsonObject Paras);
