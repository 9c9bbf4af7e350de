using System.Net.Security;
using System.Security.Authentication;
using Dukou.Server.Pipeline;
using Dukou.Server.Sessions;
using Dukou.Server.Tls;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Dukou.Server.Gateway;

/// <summary>Stations 1 and 2: the listeners, and what a socket passes until it is a session.</summary>
static class GatewayServices
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<CertificateAuthority>();
        services.AddSingleton<ServerCertificate>();
        services.AddSingleton<AdvertisedEndpoints>();
        services.AddSingleton<ConnectionLimits>();
        services.AddSingleton<HttpConnections>();
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<DeviceAuthenticator>();
        services.AddSingleton<MqttHandshake>();
        services.AddSingleton<MqttWebSocket>();
        services.AddSingleton<ConnectionServices>();
        services.AddSingleton<Epochs>();
        services.AddSingleton<TimerWheel>();
        services.AddSingleton<SessionRegistry<MqttConnection>>();
        services.AddSingleton<PlainListener>();
        services.AddHostedService<OpenFiles>();
    }

    /// <summary>Opens Kestrel's listeners that aren't off, in this order; plain MQTT is <see cref="PlainListener"/>'s.</summary>
    public static void Listen(KestrelServerOptions kestrel, ServerOptions options)
    {
        if (options.Http is { } http)
            kestrel.Listen(http.Address, http.Port, BoundHttp);
        if (options.Https is { } https)
            kestrel.Listen(https.Address, https.Port, listen =>
            {
                BoundHttp(listen);
                UseTls(listen, asksForCertificate: false);
            });
        if (options.Mqtts is { } mqtts)
            kestrel.Listen(mqtts.Address, mqtts.Port, listen =>
            {
                TraceFailedTls(listen);
                UseTls(listen, asksForCertificate: true);
                listen.UseConnectionHandler<MqttConnectionHandler>();
            });
    }

    public static void Map(WebApplication app)
    {
        // MQTT has its own keep-alive; a timer for each WebSocket would cost time while idle.
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        app.Map(MqttWebSocket.Path, app.Services.GetRequiredService<MqttWebSocket>().ServeAsync);
    }

    static void BoundHttp(ListenOptions listen) => listen.ApplicationServices.GetRequiredService<HttpConnections>().Bound(listen);

    // A browser that is asked for a certificate bothers its user: devices only are.
    static void UseTls(ListenOptions listen, bool asksForCertificate)
    {
        var certificate = listen.ApplicationServices.GetRequiredService<ServerCertificate>();
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = handshake =>
            {
                var options = new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = certificate.Current,
                    // The vendor still takes 1.0 and 1.1; both are broken and nobody's new firmware needs them (P:iot_04_0010 retires them).
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                };
                if (asksForCertificate)
                    ClientCertificates.AskFor(options, handshake.Connection);
                return new(options);
            },
        });
    }

    // The TLS of Kestrel closes such a connection without a word; a person looks for it here.
    static void TraceFailedTls(ListenOptions listen)
    {
        var services = listen.ApplicationServices.GetRequiredService<ConnectionServices>();
        listen.Use(next => async connection =>
        {
            await next(connection);
            if (connection.Items.ContainsKey(MqttConnectionHandler.Reached))
                return;
            services.Traces.Write(new TraceEntry(TraceKind.Connection, TraceOutcome.Refused, services.Clock.GetUtcNow(),
                ConnectionReasons.TlsFailed.With(("address", $"{connection.RemoteEndPoint}")))
            {
                RemoteAddress = connection.RemoteEndPoint?.ToString(),
                Authenticated = false,
            });
        });
    }
}
