using System.Text.Json;

namespace Dukou.Protocol.Iotda.Payloads;

/// <summary>One event in an envelope (section 2.11 of the sheet).</summary>
/// <param name="ServiceId">As sent; some SDKs leave the <c>$</c> out, see <see cref="SystemService"/>.</param>
/// <param name="EventType">The event's name.</param>
/// <param name="EventTime">As sent; null when absent.</param>
/// <param name="EventId">Ties an answer to its request; null when absent, then the platform makes one (D:30181).</param>
/// <param name="Paras">The body; undefined when absent.</param>
public sealed record DeviceEvent(string ServiceId, string EventType, string? EventTime, string? EventId, JsonElement Paras)
{
    /// <summary>The platform's name of the service, with its <c>$</c> (Java sends <c>sub_device_manager</c> without).</summary>
    public string SystemService => ServiceId.StartsWith('$') ? ServiceId : "$" + ServiceId;

    /// <summary>An answer to this event: the same service and event id.</summary>
    public DeviceEvent Answer(string eventType, string eventTime, JsonElement paras) =>
        this with { ServiceId = SystemService, EventType = eventType, EventTime = eventTime, Paras = paras };
}

/// <summary>The payload of <c>events/up</c> and <c>events/down</c>.</summary>
/// <param name="ObjectDeviceId">Which device it is about; null for the connected one.</param>
/// <param name="Services">Usually one event.</param>
public sealed record EventEnvelope(string? ObjectDeviceId, IReadOnlyList<DeviceEvent> Services) : IPayload
{
    /// <summary>Reads an envelope. Events without a service id or type are left out.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out EventEnvelope envelope, out PayloadMistake mistake)
    {
        var isRead = JsonText.TryParseObject(payload, out var root, out mistake);
        envelope = isRead
            ? new(root.Text("object_device_id"), [.. root.Objects("services").Where(IsEvent).Select(Read)])
            : null!;
        return isRead;
    }

    /// <inheritdoc/>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Optional("object_device_id", ObjectDeviceId);
        writer.WriteStartArray("services");
        foreach (var item in Services)
        {
            writer.WriteStartObject();
            writer.WriteString("service_id", item.ServiceId);
            writer.WriteString("event_type", item.EventType);
            writer.Optional("event_time", item.EventTime);
            writer.Optional("event_id", item.EventId);
            writer.Raw("paras", item.Paras);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    static bool IsEvent(JsonElement item) => item.Text("service_id") is not null && item.Text("event_type") is not null;

    static DeviceEvent Read(JsonElement item) =>
        new(item.Text("service_id")!, item.Text("event_type")!, item.Text("event_time"), item.Text("event_id"), item.Member("paras") ?? default);
}
