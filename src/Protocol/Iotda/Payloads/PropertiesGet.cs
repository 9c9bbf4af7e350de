using System.Text.Json;

namespace Dukou.Protocol.Iotda.Payloads;

/// <summary>A property query on its way down (D:3011, CAMP:40).</summary>
/// <param name="ObjectDeviceId">The child it is for; null for the device itself.</param>
/// <param name="ServiceId">The service; null for all.</param>
public sealed record PropertiesGet(string? ObjectDeviceId, string? ServiceId) : IPayload
{
    /// <summary>Reads a query on the device's side.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out PropertiesGet get, out PayloadMistake mistake)
    {
        var isRead = JsonText.TryParseObject(payload, out var root, out mistake, mayBeEmpty: true);
        get = isRead ? new(root.Text("object_device_id"), root.Text("service_id")) : null!;
        return isRead;
    }

    /// <inheritdoc/>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Optional("object_device_id", ObjectDeviceId);
        writer.Optional("service_id", ServiceId);
        writer.WriteEndObject();
    }
}

/// <summary>A device's answer to a query, shaped as a report; the platform relays the JSON as it came.</summary>
/// <param name="Services">What was understood; entries without a service are left out.</param>
/// <param name="Json">The whole answer as it came.</param>
public sealed record PropertiesGetResponse(IReadOnlyList<ServiceProperties> Services, JsonElement Json = default) : IPayload
{
    /// <summary>Reads an answer.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out PropertiesGetResponse response, out PayloadMistake mistake)
    {
        var isRead = JsonText.TryParseObject(payload, out var root, out mistake);
        response = isRead ? new(ServiceProperties.ReadAll(root), root) : null!;
        return isRead;
    }

    /// <inheritdoc/>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        ServiceProperties.WriteAll(writer, Services);
        writer.WriteEndObject();
    }
}
