using System.Text.Unicode;

namespace Dukou.Protocol.Mqtt;

/// <summary>The rules of topic filters (section 4.7), on UTF-8 bytes as they travel. Stateless, no allocation.</summary>
public static class TopicFilter
{
    static ReadOnlySpan<byte> SharePrefix => "$share/"u8;

    /// <summary>1 to 65,535 bytes of UTF-8, wildcards only as whole levels, <c>#</c> only at the end.</summary>
    public static bool IsValid(ReadOnlySpan<byte> filter) =>
        filter.Length <= ushort.MaxValue && HasFilterForm(filter) && !filter.Contains((byte)0) && Utf8.IsValid(filter);

    /// <summary>Whether a valid filter covers a valid topic name.</summary>
    public static bool Matches(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> topic)
    {
        if (filter.IsEmpty || topic.IsEmpty)
            return false;
        // [MQTT-4.7.2-1] A leading wildcard does not cover topics that start with $.
        if (topic[0] == '$' && filter[0] is ((byte)'#' or (byte)'+'))
            return false;

        while (true)
        {
            var level = FirstLevel(filter);
            if (level.SequenceEqual("#"u8))
                return true;
            var topicLevel = FirstLevel(topic);
            if (!level.SequenceEqual("+"u8) && !level.SequenceEqual(topicLevel))
                return false;
            if (level.Length == filter.Length)
                return topicLevel.Length == topic.Length;

            filter = filter[(level.Length + 1)..];
            // Section 4.7.1.2: a/# covers its parent a as well.
            if (topicLevel.Length == topic.Length)
                return filter.SequenceEqual("#"u8);
            topic = topic[(topicLevel.Length + 1)..];
        }
    }

    /// <summary>Whether a filter is meant for a shared subscription, well formed or not; MQTT 3.x knows none.</summary>
    public static bool IsShared(ReadOnlySpan<byte> filter) => filter.StartsWith(SharePrefix);

    /// <summary>Splits <c>$share/{name}/{filter}</c>; false when a part is missing or not valid.</summary>
    public static bool TryReadShared(ReadOnlySpan<byte> shared, out ReadOnlySpan<byte> shareName, out ReadOnlySpan<byte> filter)
    {
        shareName = filter = default;
        if (!IsShared(shared))
            return false;
        var rest = shared[SharePrefix.Length..];
        var name = FirstLevel(rest);
        // [MQTT-4.8.2-1] and [MQTT-4.8.2-2]: a name of at least one character, no wildcard in it, then a filter.
        if (!TopicName.HasNameForm(name) || name.Length == rest.Length || !IsValid(rest[(name.Length + 1)..]))
            return false;
        shareName = name;
        filter = rest[(name.Length + 1)..];
        return true;
    }

    /// <summary>Not empty and wildcards where they may stand, for text that has been read as UTF-8 already.</summary>
    internal static bool HasFilterForm(ReadOnlySpan<byte> filter)
    {
        if (filter.IsEmpty)
            return false;
        while (TopicName.HasWildcard(filter))
        {
            var level = FirstLevel(filter);
            if (level.SequenceEqual("#"u8))
                return level.Length == filter.Length;
            if (TopicName.HasWildcard(level) && !level.SequenceEqual("+"u8))
                return false;
            if (level.Length == filter.Length)
                return true;
            filter = filter[(level.Length + 1)..];
        }

        return true;
    }

    static ReadOnlySpan<byte> FirstLevel(ReadOnlySpan<byte> path)
    {
        var end = path.IndexOf((byte)'/');
        return end < 0 ? path : path[..end];
    }
}
