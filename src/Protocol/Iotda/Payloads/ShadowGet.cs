using System.Text.Json;

namespace Dukou.Protocol.Iotda.Payloads;

/// <summary>A device asks for its shadow (D:3012).</summary>
/// <param name="ObjectDeviceId">The child it asks for; null for itself.</param>
/// <param name="ServiceId">The service; null for all.</param>
public sealed record ShadowGet(string? ObjectDeviceId, string? ServiceId) : IPayload
{
    /// <summary>Reads a request; an empty payload asks for everything.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out ShadowGet get, out PayloadMistake mistake)
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

/// <summary>One section of a shadow (G:device_shadow_properties).</summary>
/// <param name="Properties">An object of names and values.</param>
/// <param name="EventTime">The downlink form; null when unknown.</param>
public sealed record ShadowSection(JsonElement Properties, string? EventTime)
{
    internal static ShadowSection? Read(JsonElement? section) =>
        section is { ValueKind: JsonValueKind.Object } value ? new(value.Member("properties") ?? default, value.Text("event_time")) : null;

    internal static void Write(Utf8JsonWriter writer, string name, ShadowSection? section)
    {
        if (section is null)
            return;
        writer.WriteStartObject(name);
        writer.Raw("properties", section.Properties);
        writer.Optional("event_time", section.EventTime);
        writer.WriteEndObject();
    }
}

/// <summary>The shadow of one service (G:device_shadow_data).</summary>
/// <param name="ServiceId">The service.</param>
/// <param name="Desired">What applications want; null when nobody asked for anything.</param>
/// <param name="Reported">What the device said last.</param>
/// <param name="Version">Counts the changes, from 0.</param>
public sealed record ServiceShadow(string ServiceId, ShadowSection? Desired, ShadowSection? Reported, long Version)
{
    /// <summary>Writes one element of <c>shadow</c>; the same shape is in the application API.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("service_id", ServiceId);
        ShadowSection.Write(writer, "desired", Desired);
        ShadowSection.Write(writer, "reported", Reported);
        writer.WriteNumber("version", Version);
        writer.WriteEndObject();
    }
}

/// <summary>The platform's answer to <see cref="ShadowGet"/> (D:3012).</summary>
/// <param name="ObjectDeviceId">Always there.</param>
/// <param name="Shadow">One element per service.</param>
public sealed record ShadowGetResponse(string ObjectDeviceId, IReadOnlyList<ServiceShadow> Shadow) : IPayload
{
    /// <summary>Reads an answer on the device's side.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out ShadowGetResponse response, out PayloadMistake mistake)
    {
        var isRead = JsonText.TryParseObject(payload, out var root, out mistake);
        response = isRead
            ? new(root.Text("object_device_id") ?? "", [.. root.Objects("shadow").Where(static item => item.Text("service_id") is not null).Select(Read)])
            : null!;
        return isRead;
    }

    /// <inheritdoc/>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("object_device_id", ObjectDeviceId);
        writer.WriteStartArray("shadow");
        foreach (var service in Shadow)
            service.WriteTo(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    static ServiceShadow Read(JsonElement item) => new(
        item.Text("service_id")!,
        ShadowSection.Read(item.Member("desired")),
        ShadowSection.Read(item.Member("reported")),
        item.Integer("version") ?? 0);
}
