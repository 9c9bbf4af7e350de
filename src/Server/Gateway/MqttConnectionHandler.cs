using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Dukou.Server.Gateway;

/// <summary>Station 1: Kestrel hands over a socket after its TLS handshake; it becomes an MQTT session or is closed.</summary>
sealed class MqttConnectionHandler(MqttHandshake handshake) : ConnectionHandler
{
    /// <summary>Among a connection's items once its TLS handshake has gone well.</summary>
    public static readonly object Reached = new();

    public override Task OnConnectedAsync(ConnectionContext connection)
    {
        var tls = connection.Features.GetRequiredFeature<ISslStreamFeature>().SslStream;
        connection.Items[Reached] = true;
        var socket = new AcceptedSocket(connection.Transport, connection.RemoteEndPoint as IPEndPoint, connection.Abort)
        {
            Encrypted = true,
            Intermediates = ClientCertificates.IntermediatesOf(connection),
            ClientCertificate = connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate,
            ServerName = tls.TargetHostName,
        };
        return handshake.ServeAsync(socket, connection.ConnectionClosed);
    }
}
