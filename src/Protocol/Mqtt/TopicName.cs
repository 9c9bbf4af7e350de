using System.Text.Unicode;

namespace Dukou.Protocol.Mqtt;

/// <summary>The rules of topic names (section 4.7).</summary>
public static class TopicName
{
    /// <summary>1 to 65,535 bytes of UTF-8 without wildcards and U+0000.</summary>
    public static bool IsValid(ReadOnlySpan<byte> topic) =>
        topic.Length <= ushort.MaxValue && HasNameForm(topic) && !topic.Contains((byte)0) && Utf8.IsValid(topic);

    /// <summary>Not empty and no wildcards, for text that has been read as UTF-8 already.</summary>
    internal static bool HasNameForm(ReadOnlySpan<byte> topic) => !topic.IsEmpty && !HasWildcard(topic);

    // [MQTT-3.3.2-2]
    internal static bool HasWildcard(ReadOnlySpan<byte> topic) => topic.ContainsAny((byte)'+', (byte)'#');
}
