namespace Dukou.Server.Audits;

/// <summary>Log messages of the audit, ids 1600-1699.</summary>
static partial class AuditLog
{
    [LoggerMessage(1600, LogLevel.Error, "The audit could not be written: {UserName} called {Operation} ({Path}), {Result}, request {RequestId}.")]
    public static partial void NotWritten(ILogger log, Exception failure, string userName, string operation, string path, string result, string requestId);

    [LoggerMessage(1601, LogLevel.Error, "Old entries of the audit could not be deleted.")]
    public static partial void NotShortened(ILogger log, Exception failure);
}
