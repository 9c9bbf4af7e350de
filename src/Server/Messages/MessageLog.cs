namespace Dukou.Server.Messages;

/// <summary>Log messages of the messages to devices, ids 700-799.</summary>
static partial class MessageLog
{
    [LoggerMessage(700, LogLevel.Error, "Messages that wait for {DeviceId} could not be sent.")]
    public static partial void NotSent(ILogger log, Exception failure, string deviceId);

    [LoggerMessage(701, LogLevel.Error, "What became of {Count} messages could not be written; it is tried again.")]
    public static partial void NotSettled(ILogger log, Exception failure, int count);

    [LoggerMessage(702, LogLevel.Error, "Messages whose time has passed could not be ended; the next round tries again.")]
    public static partial void NotExpired(ILogger log, Exception failure);
}
