namespace Dukou.Server.Exchange;

/// <summary>Log messages of the exchange, ids 1500-1599.</summary>
static partial class ExchangeLog
{
    [LoggerMessage(1500, LogLevel.Information, "The will of device {DeviceId} waits for the next start: {Problem}")]
    public static partial void WillWaits(ILogger log, string deviceId, string problem);

    [LoggerMessage(1501, LogLevel.Error, "The session of device {DeviceId} could not be ended in its file; it is tried again at the next start.")]
    public static partial void SessionNotEnded(ILogger log, Exception failure, string deviceId);
}
