using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Exchange;
using Dukou.Server.Pipeline;
using Dukou.Server.Sessions;
using Dukou.Server.Storage;

namespace Dukou.Server.Gateway;

/// <summary>
/// One authenticated MQTT connection, from CONNACK to its end. Its packets are read by one loop, in order; what goes down may be
/// written by any thread. Knows no transport: a pipe is all it has, be it a socket, TLS or WebSocket.
/// </summary>
sealed partial class MqttConnection : ICommitListener, ITimed, ILiveConnection, ISessionConnection, IDisposable
{
    // How long a peer that doesn't read may hold up the last bytes to it.
    static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(2);

    readonly ConnectionServices _services;
    readonly AcceptedSocket _socket;
    readonly ConnectPacket _connect;
    readonly ushort _keepAlive;
    readonly ReasonWords _words;
    readonly Outbound _outbound;
    readonly AckQueue _acks;
    readonly Inflight _inflight;
    readonly SubscriptionSet _subscriptions = new();
    readonly TopicAliases? _aliases;
    readonly RateLimiter _rate;
    readonly CancellationTokenSource _ended = new();
    // Set and taken under the outbound's gate.
    TaskCompletionSource? _room;
    // Observers are told one thing after the other; at most one subscription notice waits.
    Task _notifying = Task.CompletedTask;
    volatile bool _subscribedWaits;
    // The platform, not the peer, is why nothing is read.
    volatile bool _heldUp;
    Because? _end;
    long _lastReceivedTicks;
    int _resending;

    public MqttConnection(ConnectionServices services, AcceptedSocket socket, ConnectPacket connect, DeviceIdentity identity, long epoch)
    {
        var limits = services.Limits;
        _services = services;
        _socket = socket;
        _connect = connect;
        _keepAlive = ConnAcks.ServerKeepAlive(connect, services.Options) ?? connect.KeepAlive;
        _words = new ReasonWords(connect);
        _outbound = new Outbound(socket.Transport.Output, limits.OutboundBytesMax, socket.QuickWrites);
        _acks = new AckQueue(connect.Version);
        Window = new SendWindow(Math.Min(limits.InFlightMax, connect.ReceiveMaximum ?? limits.InFlightMax));
        _inflight = new Inflight(Window, connect.Version);
        _aliases = connect.Version == ProtocolVersion.V500 ? new TopicAliases() : null;
        _rate = new RateLimiter(services.Profile == CompatibilityProfile.Iotda ? limits : null);
        Link = new DeviceLink(identity, epoch, connect.Version, this) { Encrypted = socket.Encrypted };
    }

    public DeviceLink Link { get; }

    public long Epoch => Link.Epoch;

    ProtocolVersion Version => _connect.Version;

    /// <summary>Sends CONNACK: from here on packets may go down. False when the connection was closed before.</summary>
    public bool TryOpen()
    {
        lock (_outbound.Gate)
        {
            if (_end is not null)
                return false;
            ConnAcks.Accepted(_connect, _services.Options, Link.Identity, _session, _sessionPresent).Write(_outbound.Buffer, Version);
            _outbound.Accepts = true;
        }
        _outbound.Flush();
        _session?.Begin();
        return true;
    }

    /// <summary>Reads until the connection ends; then everything that waits on it has been told.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await using var stop = stopping.UnsafeRegister(static connection =>
            ((MqttConnection)connection!).Close(ReasonCode.ServerShuttingDown, ConnectionReasons.Stopping), this);
        Touch();
        var keepAlive = _keepAlive > 0 ? _services.Wheel.Schedule(this, _services.Wheel.Now + IdleMax) : null;
        // Not awaited: the reader must not wait for what observers send, and they may wait for what it reads.
        _notifying = _services.Observers.OpenedAsync(Link, _ended.Token).AsTask();
        try
        {
            await ReadAsync();
        }
        // The peer's fault: answered where the protocol allows it, traced, and the end of this connection only.
        catch (MalformedPacketException malformed)
        {
            Close(malformed.Reason, ConnectionReasons.ProtocolError.With(("problem", malformed.Message)));
        }
        catch (Exception gone) when (LinkFailure.Is(gone))
        {
            End(ConnectionReasons.LinkLost);
        }
        finally
        {
            // Whatever else ends the loop is a failure of ours, which the caller reports.
            End(ConnectionReasons.Failed);
            if (keepAlive is not null)
                _services.Wheel.Cancel(keepAlive);
            if (!await _outbound.DrainAsync(CloseGrace))
                _socket.Abort();
            _inflight.Close();
            Window.Close();
            _outbound.Close();
            await _ended.CancelAsync();
            await _notifying;
        }
    }

    public void Dispose()
    {
        _outbound.Close();
        _ended.Dispose();
    }

    /// <summary>Why it ended; set before <see cref="RunAsync"/> returns.</summary>
    public Because EndedBecause => _end ?? ConnectionReasons.LinkLost;

    /// <summary>Ends the connection from our side: MQTT 5 is told why [MQTT-4.13.1-1]. Any thread; does not wait.</summary>
    public void Close(ReasonCode code, Because because)
    {
        if (!End(because))
            return;
        lock (_outbound.Gate)
        {
            if (_outbound.Accepts && Version == ProtocolVersion.V500)
                new DisconnectPacket(code) { ReasonString = _words.Of(because) }.Write(_outbound.Buffer, Version);
            _outbound.Accepts = false;
        }
        _ = HangUpAsync();
    }

    /// <summary>The inbox has made records durable: their acknowledgements are due. Runs on the commit thread.</summary>
    public void Committed(long sequence)
    {
        TaskCompletionSource? room;
        lock (_outbound.Gate)
        {
            if (_outbound.Accepts)
                _acks.WriteDue(sequence, _outbound.Buffer);
            (room, _room) = (_room, null);
        }
        Flush();
        room?.TrySetResult();
    }

    /// <summary>The keep-alive's deadline has come, counted from an earlier packet.</summary>
    public TimeSpan? OnTimer(TimeSpan now)
    {
        if (_end is not null)
            return null;
        // What the peer has sent meanwhile lies unread: it can't be judged by it.
        if (_heldUp)
            return now + IdleMax;
        var deadline = TimeSpan.FromTicks(Volatile.Read(ref _lastReceivedTicks)) + IdleMax;
        if (now < deadline)
            return deadline;
        Close(ReasonCode.KeepAliveTimeout, ConnectionReasons.KeepAliveTimeout.With(("seconds", $"{IdleMax.TotalSeconds:0.#}"), ("keepalive", $"{_keepAlive}")));
        return null;
    }

    // [MQTT-3.1.2-22] (5.0): one and a half times the keep-alive.
    TimeSpan IdleMax => TimeSpan.FromSeconds(_keepAlive) * 1.5;

    void Touch() => Volatile.Write(ref _lastReceivedTicks, _services.Wheel.Now.Ticks);

    bool End(Because because) => Interlocked.CompareExchange(ref _end, because, null) is null;

    void Flush()
    {
        if (!_outbound.Flush())
            Close(ReasonCode.QuotaExceeded, ConnectionReasons.SlowReader.With(("bytes", $"{_services.Limits.OutboundBytesMax}")));
    }

    async Task HangUpAsync()
    {
        try
        {
            // Wakes a reader that waits for something other than the peer.
            await _ended.CancelAsync();
            if (!await _outbound.DrainAsync(CloseGrace))
                _socket.Abort();
            else if (_socket.GoodbyeAsync is { } goodbye)
            {
                // Cancelling the read of a WebSocket tears it down, and what is on its way with it.
                await goodbye();
                await Task.Delay(CloseGrace);
            }
        }
        catch (Exception failure) when (LinkFailure.Is(failure))
        {
            // The reader has finished by itself, or the peer is gone.
        }
        _socket.Transport.Input.CancelPendingRead();
    }

    async Task NotifySubscribedAsync(Task before)
    {
        await before;
        _subscribedWaits = false;
        await _services.Observers.SubscribedAsync(Link, _ended.Token);
    }
}
