using System.IO.Pipelines;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Exchange;
using Dukou.Server.Pipeline;
using Dukou.Server.Sessions;

namespace Dukou.Server.Gateway;

/// <summary>The two answers to a CONNECT. A refusal is on the wire before the socket closes: umqtt reads the code from it.</summary>
static class ConnAcks
{
    /// <param name="connect">What the client asked for.</param>
    /// <param name="options">What the platform offers.</param>
    /// <param name="identity">Who it is.</param>
    /// <param name="session">Its session; null where sessions end with their connection.</param>
    /// <param name="present">The session was there before [MQTT-3.2.2-2].</param>
    public static ConnAckPacket Accepted(ConnectPacket connect, ServerOptions options, DeviceIdentity identity, DeviceSession? session, bool present)
    {
        if (connect.Version != ProtocolVersion.V500)
            return new ConnAckPacket { SessionPresent = present };
        var answer = new ConnAckPacket
        {
            SessionPresent = present,
            MaximumPacketSize = (uint)options.Limits.PacketBytesMax,
            TopicAliasMaximum = TopicAliases.Max,
            ReceiveMaximum = AckQueue.WaitingMax,
            // Absent would mean: as the client asked.
            SessionExpiryInterval = connect.SessionExpiryInterval is > 0 and var asked && asked != (session?.ExpirySeconds ?? 0) ? session?.ExpirySeconds ?? 0 : null,
        };
        if (options.Profile == CompatibilityProfile.Relaxed)
            return answer with
            {
                ServerKeepAlive = ServerKeepAlive(connect, options),
                ResponseInformation = connect.RequestResponseInformation == true ? $"response/{identity.DeviceId}" : null,
            };
        // [MQTT-3.2.2-9], [MQTT-3.2.2-13]: what this profile doesn't do is said here.
        return answer with
        {
            MaximumQoS = QualityOfService.AtLeastOnce,
            RetainAvailable = false,
            SubscriptionIdentifierAvailable = false,
            SharedSubscriptionAvailable = false,
        };
    }

    /// <summary>The keep-alive that MQTT 5 is told to use instead of its own [MQTT-3.1.2-21]: none, or one that is too long, leaves dead links open.</summary>
    public static ushort? ServerKeepAlive(ConnectPacket connect, ServerOptions options) =>
        options.Profile == CompatibilityProfile.Relaxed && connect.Version == ProtocolVersion.V500 && (connect.KeepAlive == 0 || connect.KeepAlive > options.Limits.KeepAliveMax)
            ? (ushort)options.Limits.KeepAliveMax
            : null;

    public static async Task RefuseAsync(PipeWriter output, ProtocolVersion version, ReasonCode code, string? words)
    {
        new ConnAckPacket { Reason = code, ReasonString = words }.Write(output, version);
        await output.FlushAsync();
    }
}
