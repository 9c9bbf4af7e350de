namespace Dukou.Server.Sessions;

/// <summary>Topic aliases that an MQTT 5 peer has set, 1 to <see cref="Max"/> [MQTT-3.3.2-8].</summary>
sealed class TopicAliases
{
    public const int Max = 32;

    byte[]?[]? _topics;

    /// <summary>False for 0 or an alias above <see cref="Max"/>.</summary>
    public bool TrySet(ushort alias, ReadOnlySpan<byte> topic)
    {
        if (alias is 0 or > Max)
            return false;
        (_topics ??= new byte[Max + 1][])[alias] = topic.ToArray();
        return true;
    }

    /// <summary>Null when the alias was never set.</summary>
    public byte[]? Find(ushort alias) => alias is 0 or > Max ? null : _topics?[alias];
}
