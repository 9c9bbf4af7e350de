namespace Dukou.Server.Storage;

/// <summary>One thing that a device sent, as it goes into the inbox. Self-contained; the spans are copied by <see cref="Inbox.TryAppend"/>.</summary>
readonly ref struct InboxRecord
{
    public required RecordKind Kind { get; init; }
    public required RecordIdentity Identity { get; init; }

    /// <summary>The connection's epoch: later connections of a device have greater ones.</summary>
    public required long Epoch { get; init; }

    /// <summary>Domain time of receipt, milliseconds since 1970.</summary>
    public required long ReceivedAt { get; init; }

    public byte QoS { get; init; }

    /// <summary>Its sender wants it kept for those who subscribe later.</summary>
    public bool Retain { get; init; }

    /// <summary>The packet identifier of a QoS 2 publish that must not be taken twice, or of its release; 0 for none.</summary>
    public ushort PacketId { get; init; }

    public ReadOnlySpan<byte> Topic { get; init; }
    public ReadOnlySpan<byte> RequestId { get; init; }

    /// <summary>The MQTT 5 properties as they came, without their length; empty for older versions.</summary>
    public ReadOnlySpan<byte> Properties { get; init; }

    /// <summary>A JSON array of what did not fit the product model; empty when everything did.</summary>
    public ReadOnlySpan<byte> Drops { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }
}
