namespace Dukou.Protocol.Mqtt;

/// <summary>Maps the six CONNACK return codes of MQTT 3.x from and to the reason codes of MQTT 5.</summary>
public static class ConnectReturnCodes
{
    /// <summary>The nearest return code: credentials are 4, what may pass by itself is 3, every other refusal is 5.</summary>
    public static ConnectReturnCode FromReason(ReasonCode reason) => reason switch
    {
        < ReasonCode.UnspecifiedError => ConnectReturnCode.Accepted,
        ReasonCode.UnsupportedProtocolVersion => ConnectReturnCode.UnacceptableProtocolVersion,
        ReasonCode.ClientIdentifierNotValid => ConnectReturnCode.IdentifierRejected,
        ReasonCode.BadUserNameOrPassword => ConnectReturnCode.BadUserNameOrPassword,
        ReasonCode.UnspecifiedError or ReasonCode.ServerUnavailable or ReasonCode.ServerBusy or ReasonCode.ServerShuttingDown
            or ReasonCode.QuotaExceeded or ReasonCode.ConnectionRateExceeded or ReasonCode.UseAnotherServer or ReasonCode.ServerMoved
            => ConnectReturnCode.ServerUnavailable,
        _ => ConnectReturnCode.NotAuthorized,
    };

    /// <summary>The reason that a 3.x server meant.</summary>
    public static ReasonCode ToReason(ConnectReturnCode code) => code switch
    {
        ConnectReturnCode.Accepted => ReasonCode.Success,
        ConnectReturnCode.UnacceptableProtocolVersion => ReasonCode.UnsupportedProtocolVersion,
        ConnectReturnCode.IdentifierRejected => ReasonCode.ClientIdentifierNotValid,
        ConnectReturnCode.ServerUnavailable => ReasonCode.ServerUnavailable,
        ConnectReturnCode.BadUserNameOrPassword => ReasonCode.BadUserNameOrPassword,
        ConnectReturnCode.NotAuthorized => ReasonCode.NotAuthorized,
        // 6-255 are reserved (MQTT 3.1.1, 3.2.2.3).
        _ => throw new MalformedPacketException(
            ReasonCode.MalformedPacket, $"CONNACK return code {(byte)code} is reserved [MQTT-3.2.2-6] (3.1.1)."),
    };
}
