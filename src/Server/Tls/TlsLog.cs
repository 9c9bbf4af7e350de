namespace Dukou.Server.Tls;

/// <summary>Log messages of TLS, ids 150-159.</summary>
static partial class TlsLog
{
    [LoggerMessage(1000, LogLevel.Warning, "{File} and its key could not be read again; the certificate in use stays.")]
    public static partial void ReloadFailed(ILogger log, Exception failure, string file);
}
