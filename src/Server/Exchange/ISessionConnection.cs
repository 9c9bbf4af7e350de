using Dukou.Protocol.Mqtt;
using Dukou.Server.Sessions;

namespace Dukou.Server.Exchange;

/// <summary>The connection that a session has at present, seen from the session.</summary>
interface ISessionConnection
{
    SendWindow Window { get; }

    /// <summary>It has ended, perhaps before it began: a newer one has come.</summary>
    bool IsOver { get; }

    /// <summary>Writes one publish. False when it is larger than the peer takes: then it must not be sent at all [MQTT-3.1.2-25].</summary>
    bool Send(ExchangeMessage message, QualityOfService qos, bool retain, IReadOnlyList<int> identifiers, ushort packetId, bool duplicate);

    /// <summary>PUBREL.</summary>
    void SendRelease(ushort packetId, ReasonCode code = ReasonCode.Success);
}
