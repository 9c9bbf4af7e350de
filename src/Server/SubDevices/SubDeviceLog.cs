namespace Dukou.Server.SubDevices;

/// <summary>Log messages of the gateways' children, ids 1100-1199.</summary>
static partial class SubDeviceLog
{
    [LoggerMessage(1100, LogLevel.Error, "The gateway {DeviceId} could not be told about its children.")]
    public static partial void NotTold(ILogger log, Exception failure, string deviceId);
}
