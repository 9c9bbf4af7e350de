using System.Net;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Dukou.Server.Gateway;

/// <summary>Station 1: Kestrel hands over an accepted socket, plain or after TLS; it becomes an MQTT session or is closed.</summary>
sealed class MqttConnectionHandler(MqttHandshake handshake) : ConnectionHandler
{
    /// <summary>Among a TLS connection's items once its handshake has gone well.</summary>
    public static readonly object Reached = new();

    public override Task OnConnectedAsync(ConnectionContext connection)
    {
        var tls = connection.Features.Get<ISslStreamFeature>()?.SslStream;
        // A plain connection has no items, which are a third of a kilobyte for as long as it lives.
        if (tls is not null)
            connection.Items[Reached] = true;
        var socket = new AcceptedSocket(connection.Transport, connection.RemoteEndPoint as IPEndPoint, connection.Abort)
        {
            QuickWrites = tls is null,
            Encrypted = tls is { SslProtocol: not SslProtocols.None },
            Intermediates = tls is null ? [] : ClientCertificates.IntermediatesOf(connection),
            ClientCertificate = connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate,
            ServerName = tls?.TargetHostName,
        };
        return handshake.ServeAsync(socket, connection.ConnectionClosed);
    }
}
