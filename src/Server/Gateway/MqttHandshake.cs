using System.Data.Common;
using System.IO.Pipelines;
using System.Security.Authentication;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Pipeline;
using Dukou.Server.Sessions;
using Dukou.Server.Storage;

namespace Dukou.Server.Gateway;

/// <summary>
/// The life of a connection on one screen: its turn, CONNECT in time, the decision, the take-over of an older link, CONNACK, then
/// packets until the end. What isn't authenticated costs a bounded buffer and a bounded time.
/// </summary>
sealed class MqttHandshake(
    ConnectionServices services,
    DeviceAuthenticator authenticator,
    ConnectionLimits limits,
    SessionRegistry<MqttConnection> registry,
    Epochs epochs,
    IHostApplicationLifetime lifetime,
    ILogger<MqttHandshake> log)
{
    public async Task ServeAsync(AcceptedSocket socket, CancellationToken closed)
    {
        if (!limits.TryEnter())
        {
            TraceAttempt(socket, null, TraceOutcome.Refused, ConnectionReasons.TooManyConnections.With(("max", $"{services.Limits.ConnectionsMax}")));
            return;
        }
        try
        {
            await limits.TurnAsync(closed, lifetime.ApplicationStopping);
            if (await ReadConnectAsync(socket, closed) is { } connect)
                await ServeAsync(socket, connect, closed);
        }
        catch (Exception gone) when (LinkFailure.Is(gone))
        {
            // The peer went away before there was a session; nothing was promised.
        }
        // Our fault: this connection is dropped, the process goes on.
        catch (Exception failure)
        {
            GatewayLog.ConnectionFailed(log, failure);
        }
        finally
        {
            limits.Leave();
        }
    }

    async Task ServeAsync(AcceptedSocket socket, ConnectPacket connect, CancellationToken closed)
    {
        var decision = await DecideAsync(socket, connect, closed);
        if (decision.Identity is not { } identity)
        {
            await RefuseAsync(socket, connect, decision.Code, decision.Because!, decision.DeviceId);
            return;
        }
        var will = connect.Will;
        // Held as long as the connection: without what it needs no more.
        connect = connect with { Password = null, Will = null };

        using var connection = new MqttConnection(services, socket, connect, identity, epochs.Next());
        var opened = false;
        try
        {
            if (await OpenAsync(socket, connection, will, closed) is { } unavailable)
            {
                await RefuseAsync(socket, connect, ReasonCode.ServerUnavailable, unavailable, identity.DeviceId);
                return;
            }
            opened = true;
            TraceAttempt(socket, connect, TraceOutcome.Done, ConnectionReasons.Accepted.With(
                ("version", VersionName(connect.Version)), ("address", $"{socket.Remote}"), ("keepalive", $"{connect.KeepAlive}")), identity.DeviceId);
            if (will is not null && !services.Exchange.IsFull)
                TraceAttempt(socket, connect, TraceOutcome.Done, ConnectionReasons.WillIgnored, identity.DeviceId);
            GatewayLog.Connected(log, identity.DeviceId, socket.Remote?.ToString());
            await connection.RunAsync(lifetime.ApplicationStopping);
        }
        finally
        {
            registry.Remove(identity.LinkId, connection);
            await connection.CloseSessionAsync(lifetime.ApplicationStopping.IsCancellationRequested);
            await services.Observers.ClosedAsync(connection.Link, connection.EndedBecause);
            if (opened)
            {
                services.Metrics.Ended(connection.EndedBecause);
                TraceAttempt(socket, connect, TraceOutcome.Done, connection.EndedBecause, identity.DeviceId);
            }
            GatewayLog.Disconnected(log, identity.DeviceId, connection.EndedBecause.Code);
        }
        if (connect.Version == ProtocolVersion.V500)
            await Farewell.ListenOnAsync(socket.Transport.Input, lifetime.ApplicationStopping);
    }

    async ValueTask<CredentialDecision> DecideAsync(AcceptedSocket socket, ConnectPacket connect, CancellationToken closed)
    {
        try
        {
            return await authenticator.DecideAsync(new ConnectAttempt(connect, socket.Remote, socket.Encrypted, services.Clock.GetUtcNow())
            {
                ClientCertificate = socket.ClientCertificate,
                Intermediates = socket.Intermediates,
                ServerName = socket.ServerName,
            }, closed);
        }
        catch (Exception failure) when (failure is StorageException or DbException)
        {
            return CredentialDecision.Refuse(ReasonCode.ServerUnavailable, ConnectionReasons.Unavailable.With(("problem", failure.Message)));
        }
    }

    /// <summary>
    /// Makes the connection the device's link, with everything that must be durable before CONNACK, and sends CONNACK. Null when that
    /// worked; else the device is told to come again (never code 4, which SDKs take as final).
    /// </summary>
    async Task<Because?> OpenAsync(AcceptedSocket socket, MqttConnection connection, WillMessage? will, CancellationToken closed)
    {
        var takenOver = ConnectionReasons.TakenOver.With(("address", $"{socket.Remote}"));
        // Findable before it is online: whoever freezes or deletes the device from now on either finds the link or is seen by OpeningAsync.
        if (!registry.TryTakeOver(connection.Link.Identity.LinkId, connection, out var older))
            return takenOver;
        try
        {
            await services.Observers.OpeningAsync(connection.Link, socket.Remote, closed);
        }
        catch (Exception failure) when (failure is StorageException or DbException)
        {
            return ConnectionReasons.Unavailable.With(("problem", failure.Message));
        }
        finally
        {
            // After the newer epoch is recorded, so that the device isn't offline in between.
            older?.Close(ReasonCode.SessionTakenOver, takenOver);
        }
        try
        {
            // Who may bootstrap and nothing else has no session.
            if (services.Exchange.IsOn && connection.Link.Identity.GroupId is null)
                await connection.OpenSessionAsync(will);
        }
        catch (StorageException failure)
        {
            return ConnectionReasons.Unavailable.With(("problem", failure.Message));
        }
        return connection.TryOpen() ? null : connection.EndedBecause;
    }

    /// <summary>Null when no whole, well-formed CONNECT came in time; the reason is traced.</summary>
    async Task<ConnectPacket?> ReadConnectAsync(AcceptedSocket socket, CancellationToken closed)
    {
        var input = socket.Transport.Input;
        long bytes = 0;
        try
        {
            // Mostly it is there by now, and needs no timer.
            if (input.TryRead(out var first) && Take(input, first, out bytes) is { } early)
                return early;
            using var inTime = CancellationTokenSource.CreateLinkedTokenSource(closed, lifetime.ApplicationStopping);
            inTime.CancelAfter(services.Limits.ConnectTimeout);
            for (var ended = first.IsCompleted; !ended;)
            {
                var read = await input.ReadAsync(inTime.Token);
                if (Take(input, read, out bytes) is { } connect)
                    return connect;
                ended = read.IsCompleted;
            }
            TraceSilence(socket, bytes);
            return null;
        }
        catch (MalformedPacketException malformed)
        {
            var reason = malformed.Reason == ReasonCode.UnsupportedProtocolVersion ? ConnectionReasons.UnsupportedVersion : ConnectionReasons.NotMqtt;
            TraceAttempt(socket, null, TraceOutcome.Refused, reason.With(("problem", malformed.Message), ("address", $"{socket.Remote}")));
            if (malformed.AnswerIn is { } version)
                await ConnAcks.RefuseAsync(socket.Transport.Output, version, malformed.Reason, version == ProtocolVersion.V500 ? malformed.Message : null);
            return null;
        }
        catch (Exception gone) when (gone is IOException or AuthenticationException)
        {
            TraceSilence(socket, bytes);
            return null;
        }
        // The transport says twice that the peer has gone: whichever comes first.
        catch (OperationCanceledException) when (closed.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested)
        {
            TraceSilence(socket, bytes);
            return null;
        }
        catch (OperationCanceledException) when (!closed.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested)
        {
            TraceAttempt(socket, null, TraceOutcome.Refused, ConnectionReasons.NoConnect.With(
                ("address", $"{socket.Remote}"), ("seconds", $"{services.Limits.ConnectTimeout.TotalSeconds:0.#}")));
            return null;
        }
    }

    /// <summary>CONNECT, if all of it has come; otherwise how many bytes of it.</summary>
    static ConnectPacket? Take(PipeReader input, ReadResult read, out long bytes)
    {
        bytes = read.Buffer.Length;
        if (FirstPacket.TryRead(read.Buffer, out var connect, out var consumed))
            input.AdvanceTo(consumed);
        else
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        return connect;
    }

    async Task RefuseAsync(AcceptedSocket socket, ConnectPacket connect, ReasonCode code, Because because, string? deviceId)
    {
        TraceAttempt(socket, connect, TraceOutcome.Refused, because, deviceId, authenticated: false);
        await ConnAcks.RefuseAsync(socket.Transport.Output, connect.Version, code, new ReasonWords(connect).Of(because));
        await Farewell.ListenOnAsync(socket.Transport.Input, lifetime.ApplicationStopping);
    }

    // A plain port that is only looked at (health checks, scans) is not worth a word; after a TLS handshake somebody meant it.
    void TraceSilence(AcceptedSocket socket, long bytes)
    {
        if (bytes > 0)
            TraceAttempt(socket, null, TraceOutcome.Refused, ConnectionReasons.Incomplete.With(("address", $"{socket.Remote}"), ("bytes", $"{bytes}")));
        else if (socket.Encrypted)
            TraceAttempt(socket, null, TraceOutcome.Refused, ConnectionReasons.TlsClosed.With(("address", $"{socket.Remote}")));
    }

    void TraceAttempt(AcceptedSocket socket, ConnectPacket? connect, TraceOutcome outcome, Because because, string? deviceId = null, bool authenticated = true)
    {
        if (outcome == TraceOutcome.Refused)
            services.Metrics.Ended(because);
        services.Traces.Write(new TraceEntry(TraceKind.Connection, outcome, services.Clock.GetUtcNow(), because)
        {
            DeviceId = deviceId,
            ClientId = connect is null ? null : Shown.Text(connect.ClientId),
            RemoteAddress = socket.Remote?.ToString(),
            Authenticated = authenticated && deviceId is not null,
        });
    }

    static string VersionName(ProtocolVersion version) => version switch
    {
        ProtocolVersion.V310 => "MQTT 3.1",
        ProtocolVersion.V311 => "MQTT 3.1.1",
        _ => "MQTT 5.0",
    };
}
