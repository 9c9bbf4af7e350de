using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dukou.Protocol.Iotda.Payloads;

/// <summary>A payload that can be written as JSON.</summary>
public interface IPayload
{
    /// <summary>Writes one JSON object. Members that are null are left out.</summary>
    void WriteTo(Utf8JsonWriter writer);
}

/// <summary>Writes payloads to bytes.</summary>
public static class PayloadWriting
{
    // Text is not escaped beyond what JSON asks for: modules read it with small parsers, and it never stands in a web page.
    internal static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Appends the payload to a buffer.</summary>
    public static void Write(this IPayload payload, IBufferWriter<byte> buffer)
    {
        using var writer = new Utf8JsonWriter(buffer, Options);
        payload.WriteTo(writer);
    }

    /// <summary>The payload as an array of its own.</summary>
    public static byte[] ToUtf8(this IPayload payload)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        payload.Write(buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
