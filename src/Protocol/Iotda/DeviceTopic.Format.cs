using Dukou.Protocol.Mqtt;

namespace Dukou.Protocol.Iotda;

public readonly ref partial struct DeviceTopic
{
    const string DevicePrefix = "$oc/devices/";

    /// <summary>What every broadcast topic starts with (U:iot_01_00121).</summary>
    public const string BroadcastPrefix = "$oc/broadcast/";

    /// <summary>Longest custom topic in bytes (P:iot_04_0010).</summary>
    public const int CustomTopicBytesMax = 128;

    /// <summary>The topic of a kind that has a fixed path, with its request id where the kind takes one.</summary>
    /// <exception cref="ArgumentException">The kind has no fixed path, or exists only behind a bridge.</exception>
    public static string Format(DeviceTopicKind kind, string deviceId, string requestId = "")
    {
        var path = PathOf(kind, bridge: false);
        return string.Concat([DevicePrefix, deviceId, "/sys/", path.Text, path.TakesRequestId ? requestId : ""]);
    }

    /// <summary>The same as UTF-8.</summary>
    public static byte[] FormatUtf8(DeviceTopicKind kind, ReadOnlySpan<byte> deviceId, ReadOnlySpan<byte> requestId = default)
    {
        var topic = new byte[LengthOf(kind, deviceId, requestId)];
        Format(kind, deviceId, requestId, topic);
        return topic;
    }

    /// <summary>Writes the same into a buffer and says how many bytes it took.</summary>
    /// <exception cref="ArgumentException">As above, or the buffer is shorter than <see cref="LengthOf"/>.</exception>
    public static int Format(DeviceTopicKind kind, ReadOnlySpan<byte> deviceId, ReadOnlySpan<byte> requestId, Span<byte> destination)
    {
        var path = PathOf(kind, bridge: false);
        var rest = destination;
        Append(ref rest, "$oc/devices/"u8);
        Append(ref rest, deviceId);
        Append(ref rest, "/sys/"u8);
        Append(ref rest, path.Bytes);
        if (path.TakesRequestId)
            Append(ref rest, requestId);
        return destination.Length - rest.Length;
    }

    /// <summary>The length in bytes of a formatted topic.</summary>
    public static int LengthOf(DeviceTopicKind kind, ReadOnlySpan<byte> deviceId, ReadOnlySpan<byte> requestId)
    {
        var path = PathOf(kind, bridge: false);
        return DevicePrefix.Length + deviceId.Length + "/sys/".Length + path.Bytes.Length + (path.TakesRequestId ? requestId.Length : 0);
    }

    /// <summary>The topic of a kind below a bridge's prefix (section 2.23 of the sheet).</summary>
    public static string FormatBridge(DeviceTopicKind kind, string bridgeId, string deviceId, string requestId = "")
    {
        var path = PathOf(kind, bridge: true);
        return string.Concat(["$oc/bridges/", bridgeId, "/devices/", deviceId, "/sys/", path.Text, path.TakesRequestId ? requestId : ""]);
    }

    /// <summary><c>$oc/devices/{d}/user/{suffix}</c> (U:iot_02_9998).</summary>
    public static string UserTopic(string deviceId, string suffix) => $"{DevicePrefix}{deviceId}/user/{suffix}";

    /// <summary><c>$oc/bridges/{bridge}/devices/+/sys/#</c>: what a bridge is subscribed to without asking.</summary>
    public static string BridgeFilter(string bridgeId) => $"$oc/bridges/{bridgeId}/devices/+/sys/#";

    /// <summary>Whether the platform subscribes the device to the topic by itself: six filters (U:iot_01_0331). SDKs of 2020 and C#, Android
    /// and Go also ask for exactly these.</summary>
    public static bool IsImplicitlySubscribed(ReadOnlySpan<byte> deviceId, ReadOnlySpan<byte> topic)
    {
        if (!topic.StartsWith("$oc/devices/"u8) || !topic["$oc/devices/"u8.Length..].StartsWith(deviceId))
            return false;
        var rest = topic["$oc/devices/"u8.Length..][deviceId.Length..];
        if (!rest.StartsWith("/sys/"u8))
            return false;
        rest = rest["/sys/"u8.Length..];
        return rest.SequenceEqual("messages/down"u8) || rest.SequenceEqual("events/down"u8) || TopicFilter.Matches("commands/#"u8, rest)
            || TopicFilter.Matches("properties/set/#"u8, rest) || TopicFilter.Matches("properties/get/#"u8, rest) || TopicFilter.Matches("shadow/get/response/#"u8, rest);
    }

    static SystemPath PathOf(DeviceTopicKind kind, bool bridge) =>
        DeviceTopicTable.Find(kind) is { } path && (bridge || !path.BridgeOnly)
            ? path
            : throw new ArgumentException($"{kind} has no fixed path here.", nameof(kind));

    static void Append(ref Span<byte> rest, ReadOnlySpan<byte> part)
    {
        part.CopyTo(rest);
        rest = rest[part.Length..];
    }
}
