namespace Dukou.Protocol.Mqtt;

/// <summary>
/// The peer broke the protocol: the connection is answered with <see cref="Reason"/> where the version can say it, and closed.
/// The message is a sentence for the person who wrote the peer. Clause numbers are those of MQTT 5.0 unless "(3.1.1)" follows.
/// </summary>
public sealed class MalformedPacketException(ReasonCode reason, string message) : Exception(message)
{
    public ReasonCode Reason { get; } = reason;

    /// <summary>
    /// For a refused CONNECT: the version in which to answer, once the packet said one. MQTT 3.x is answered with
    /// <see cref="ConnectReturnCodes.FromReason"/> and only for the reasons that it knows; null means close without an answer.
    /// </summary>
    public ProtocolVersion? AnswerIn { get; internal set; }
}
