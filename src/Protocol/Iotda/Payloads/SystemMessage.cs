using System.Text.Json;

namespace Dukou.Protocol.Iotda.Payloads;

/// <summary>A message in the system format (D:3016 up, D:3017 down): the envelope that tells it from raw bytes. Up, the content is text or an
/// object; down, always text.</summary>
/// <param name="ObjectDeviceId">The child the message is about; null for the device itself.</param>
/// <param name="Name">A note.</param>
/// <param name="Id">Unique; the platform makes one when it is absent.</param>
/// <param name="Content">Any JSON value; undefined when absent.</param>
public sealed record SystemMessage(string? ObjectDeviceId, string? Name, string? Id, JsonElement Content) : IPayload
{
    /// <summary>A message whose content is text, as the platform sends it down.</summary>
    public static SystemMessage OfText(string? objectDeviceId, string? name, string? id, string content) =>
        new(objectDeviceId, name, id, TextElement(content));

    /// <summary>The content as an application sees it: text as such, anything else as JSON text; null when absent.</summary>
    public string? ContentText => Content.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.String => Content.GetString(),
        _ => Content.GetRawText(),
    };

    /// <summary>Recognizes the system format by the SDKs' rule (J:RawDeviceMessage.java): a JSON object whose keys are all among the four, the first
    /// three text or null, the content text, object or null. Anything else is a raw message, which is no mistake.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out SystemMessage message)
    {
        message = null!;
        if (!LooksLikeObject(payload) || !JsonText.TryParseObject(payload, out var root, out _))
            return false;
        foreach (var member in root.EnumerateObject())
            if (!IsMember(member))
                return false;
        message = new(root.Text("object_device_id"), root.Text("name"), root.Text("id"), root.Member("content") ?? default);
        return true;
    }

    /// <inheritdoc/>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.Optional("object_device_id", ObjectDeviceId);
        writer.Optional("name", Name);
        writer.Optional("id", Id);
        if (Content.ValueKind != JsonValueKind.Undefined)
            writer.Raw("content", Content);
        writer.WriteEndObject();
    }

    static bool IsMember(JsonProperty member) => member.Name switch
    {
        "object_device_id" or "name" or "id" => member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null,
        "content" => member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Object or JsonValueKind.Null,
        _ => false,
    };

    // Binary payloads are common here; they should not cost an exception each.
    static bool LooksLikeObject(ReadOnlySpan<byte> payload)
    {
        var start = payload.IndexOfAnyExcept(" \t\r\n"u8);
        var end = payload.LastIndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && payload[start] == '{' && payload[end] == '}';
    }

    static JsonElement TextElement(string text)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(text.Length + 2);
        using (var writer = new Utf8JsonWriter(buffer, PayloadWriting.Options))
            writer.WriteStringValue(text);
        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }
}
