using System.Net.WebSockets;
using System.Security.Authentication;

namespace Dukou.Server.Sessions;

/// <summary>Tells a link that broke, which is the world's fault and only ends the connection, from a mistake of ours.</summary>
static class LinkFailure
{
    // A WebSocket that is pulled out throws its own kind, so does TLS for an alert; a stream that is closed under a read says it is disposed.
    public static bool Is(Exception failure) =>
        failure is IOException or OperationCanceledException or WebSocketException or AuthenticationException or ObjectDisposedException;
}
