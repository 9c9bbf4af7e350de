namespace Dukou.Server.Gateway;

/// <summary>Log messages of the gateway, ids 100-199. A device's misbehaviour is Debug: the trace has it.</summary>
static partial class GatewayLog
{
    [LoggerMessage(100, LogLevel.Critical, "A connection failed inside the platform; it was dropped.")]
    public static partial void ConnectionFailed(ILogger log, Exception failure);

    [LoggerMessage(101, LogLevel.Debug, "Device {DeviceId} connected from {Remote}.")]
    public static partial void Connected(ILogger log, string deviceId, string? remote);

    [LoggerMessage(102, LogLevel.Debug, "Device {DeviceId} disconnected: {Reason}.")]
    public static partial void Disconnected(ILogger log, string deviceId, string reason);

    [LoggerMessage(103, LogLevel.Error, "No further MQTT connection can be taken now: {Problem}. Devices that connect wait.")]
    public static partial void NotAccepted(ILogger log, string problem);

    [LoggerMessage(104, LogLevel.Warning, "This process may open {Files} files, too few for {Connections} MQTT connections (connections_max): devices above that will wait. Raise it (ulimit -n, LimitNOFILE=) or lower connections_max.")]
    public static partial void FewFiles(ILogger log, long files, int connections);
}
