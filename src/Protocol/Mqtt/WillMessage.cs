namespace Dukou.Protocol.Mqtt;

/// <summary>The message that the server publishes for a client whose connection breaks.</summary>
public sealed record WillMessage
{
    public required string Topic { get; init; }

    /// <summary>At most 65,535 bytes.</summary>
    public byte[] Payload { get; init; } = [];

    public QualityOfService QoS { get; init; }

    public bool Retain { get; init; }

    /// <summary>Seconds between the break and the publishing; null when not said.</summary>
    public uint? DelayInterval { get; init; }

    /// <summary>Neither topic alias nor subscription identifiers: they belong to a PUBLISH.</summary>
    public PublishProperties Properties { get; init; } = PublishProperties.Empty;
}
