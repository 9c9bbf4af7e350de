namespace Dukou.Server.Shadows;

/// <summary>Log messages of the shadows, ids 800-899.</summary>
static partial class ShadowLog
{
    [LoggerMessage(800, LogLevel.Warning, "What is desired of {DeviceId} could not be sent to it; its next report tries again.")]
    public static partial void NotPushed(ILogger log, Exception failure, string deviceId);

    [LoggerMessage(801, LogLevel.Warning, "The shadows of devices that came or went can't be changed at present; it is tried again until it works.")]
    public static partial void NotFollowed(ILogger log, Exception failure);
}
