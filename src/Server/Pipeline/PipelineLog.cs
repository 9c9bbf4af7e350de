namespace Dukou.Server.Pipeline;

/// <summary>Log messages of the pipeline, ids 300-399.</summary>
static partial class PipelineLog
{
    [LoggerMessage(300, LogLevel.Error, "{Observer} failed for device {DeviceId}.")]
    public static partial void ObserverFailed(ILogger log, Exception failure, string observer, string deviceId);
}
