namespace Dukou.Server.Sessions;

/// <summary>Log messages of sessions, ids 200-299.</summary>
static partial class SessionsLog
{
    [LoggerMessage(200, LogLevel.Critical, "A timer failed inside the platform; it was dropped.")]
    public static partial void TimerFailed(ILogger log, Exception failure);
}
