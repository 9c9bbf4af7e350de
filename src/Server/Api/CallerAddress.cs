using System.Net;

namespace Dukou.Server.Api;

/// <summary>
/// Who tries to sign in. A program on this machine may say for whom it asks (X-Forwarded-For, its last entry): a reverse proxy, or the
/// console. From anywhere else the header proves nothing.
/// </summary>
static class CallerAddress
{
    public static IPAddress? Of(HttpContext context)
    {
        var remote = context.Connection.RemoteIpAddress;
        return remote is not null && IPAddress.IsLoopback(remote) && IPAddress.TryParse(context.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim(), out var forwarded)
            ? forwarded
            : remote;
    }
}
