namespace Dukou.Server.Api;

/// <summary>Log messages of the REST shell, ids 400-499.</summary>
static partial class ApiLog
{
    [LoggerMessage(400, LogLevel.Error, "{Method} {Path} failed (request {RequestId}).")]
    public static partial void OperationFailed(ILogger log, Exception failure, string method, string path, string requestId);

    [LoggerMessage(401, LogLevel.Error, "The storage refused a request's write (request {RequestId}).")]
    public static partial void StorageFailed(ILogger log, Exception failure, string requestId);
}
