using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Dukou.Server.Gateway;

/// <summary>
/// The connections of the http and https listeners, MQTT over WebSocket among them. Bound: <see cref="LimitOptions.HttpConnectionsMax"/>,
/// further ones are closed at once, so that no burst of callers takes the descriptors that devices need.
/// </summary>
sealed class HttpConnections(LimitOptions limits)
{
    int _open;

    public int Open => Volatile.Read(ref _open);

    public void Bound(ListenOptions listen) => listen.Use(next => connection => ServeAsync(connection, next));

    async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            if (Interlocked.Increment(ref _open) <= limits.HttpConnectionsMax)
                await next(connection);
            else
                connection.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
