using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;

namespace Dukou.Server.Gateway;

/// <summary>MQTT over WebSocket at <c>/mqtt</c> on the http and https listeners [MQTT-6.0.0-1]: binary frames, sub-protocol <c>mqtt</c>.</summary>
sealed class MqttWebSocket(MqttHandshake handshake)
{
    public const string Path = "/mqtt";

    public async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            context.Response.Headers.Upgrade = "websocket";
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync($"This address speaks MQTT over WebSocket, sub-protocol mqtt: "
                + $"let a client connect to {(context.Request.IsHttps ? "wss" : "ws")}://{context.Request.Host}{Path}\n", context.RequestAborted);
            return;
        }
        // [MQTT-6.0.0-4]: the server answers with the sub-protocol that the client offered; MQTT 3.1 clients offer mqttv3.1.
        var offered = context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(protocol => protocol is "mqtt" or "mqttv3.1");
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { SubProtocol = offered });
        await using var stream = WebSocketStream.Create(socket, WebSocketMessageType.Binary, closeTimeout: TimeSpan.FromSeconds(2));
        var transport = new StreamTransport(stream);
        var remote = context.Connection.RemoteIpAddress is { } address ? new IPEndPoint(address, context.Connection.RemotePort) : null;
        await handshake.ServeAsync(new AcceptedSocket(transport, remote, context.Abort)
        {
            Encrypted = context.Request.IsHttps,
            GoodbyeAsync = () => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None),
            ClientCertificate = context.Connection.ClientCertificate,
            ServerName = context.Request.Host.Host,
        }, context.RequestAborted);
        await transport.CompleteAsync();
    }

    sealed class StreamTransport(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));

        public async Task CompleteAsync()
        {
            await Output.CompleteAsync();
            await Input.CompleteAsync();
        }
    }
}
