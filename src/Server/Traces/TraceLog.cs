namespace Dukou.Server.Traces;

/// <summary>Log messages of the trace ledger, ids 700-799.</summary>
static partial class TraceLog
{
    [LoggerMessage(900, LogLevel.Error, "Traces can't be written at present; they are tried again: {Problem}")]
    public static partial void Failing(ILogger log, string problem);

    [LoggerMessage(901, LogLevel.Information, "Traces are written again.")]
    public static partial void Recovered(ILogger log);

    [LoggerMessage(902, LogLevel.Critical, "{Count} trace entries could not be written and are counted as lost.")]
    public static partial void Dropped(ILogger log, Exception failure, int count);

    [LoggerMessage(903, LogLevel.Warning, "Traces that are too old could not be deleted; it is tried again: {Problem}")]
    public static partial void RetentionFailed(ILogger log, string problem);
}
