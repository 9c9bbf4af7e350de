using System.Text.Json;

namespace Dukou.Protocol.Iotda.Payloads;

/// <summary>The properties of one service in a setting, a query's answer or a report.</summary>
/// <param name="ServiceId">The service.</param>
/// <param name="Properties">An object of names and values, relayed as given.</param>
/// <param name="EventTime">When, as the device wrote it; null in a setting.</param>
public sealed record ServiceProperties(string ServiceId, JsonElement Properties, string? EventTime = null)
{
    internal static IReadOnlyList<ServiceProperties> ReadAll(JsonElement owner) =>
    [
        .. owner.Objects("services").Where(static entry => entry.Text("service_id") is not null).Select(static entry =>
            new ServiceProperties(entry.Text("service_id")!, entry.Member("properties") ?? default, entry.Text("event_time") ?? entry.Text("eventTime"))),
    ];

    internal static void WriteAll(Utf8JsonWriter writer, IReadOnlyList<ServiceProperties> services)
    {
        writer.WriteStartArray("services");
        foreach (var service in services)
        {
            writer.WriteStartObject();
            writer.WriteString("service_id", service.ServiceId);
            writer.Raw("properties", service.Properties);
            writer.Optional("event_time", service.EventTime);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

/// <summary>A property setting on its way down (D:3008); a difference of the shadow travels the same way (D:0079).</summary>
/// <param name="ObjectDeviceId">The child it is for; null for the device itself.</param>
/// <param name="Services">What to set.</param>
public sealed record PropertiesSet(string? ObjectDeviceId, IReadOnlyList<ServiceProperties> Services) : IPayload
{
    /// <summary>Reads a setting on the device's side. Entries without a service are left out.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out PropertiesSet set, out PayloadMistake mistake)
    {
        var isRead = JsonText.TryParseObject(payload, out var root, out mistake);
        set = isRead ? new(root.Text("object_device_id"), ServiceProperties.ReadAll(root)) : null!;
        return isRead;
    }

    /// <inheritdoc/>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Optional("object_device_id", ObjectDeviceId);
        ServiceProperties.WriteAll(writer, Services);
        writer.WriteEndObject();
    }
}

/// <summary>A device's answer to a setting (D:3008); the platform relays the JSON as it came.</summary>
/// <param name="ResultCode">0 is success, also when absent.</param>
/// <param name="ResultDesc">A text.</param>
/// <param name="Json">The whole answer as it came.</param>
public sealed record PropertiesSetResponse(long ResultCode, string? ResultDesc, JsonElement Json = default) : IPayload
{
    /// <summary>Reads an answer.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out PropertiesSetResponse response, out PayloadMistake mistake)
    {
        var isRead = JsonText.TryParseObject(payload, out var root, out mistake);
        response = isRead ? new(root.Integer("result_code") ?? 0, root.Text("result_desc"), root) : null!;
        return isRead;
    }

    /// <inheritdoc/>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("result_code", ResultCode);
        writer.Optional("result_desc", ResultDesc);
        writer.WriteEndObject();
    }
}
