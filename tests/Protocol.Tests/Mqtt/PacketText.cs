using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dukou.Protocol.Tests.Mqtt;

/// <summary>A packet with all its fields as text, so that two packets compare by content and a difference can be read.</summary>
static class PacketText
{
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Describe(object? packet) => $"{packet?.GetType().Name} {JsonSerializer.Serialize(packet, Readable)}";
}
