using Dukou.Server.Pipeline;

namespace Dukou.Server.Exchange;

/// <summary>
/// The MQTT session of one device: what it listens to, what it has not acknowledged, what it has not released. It may outlive its
/// connection; what it then keeps is in the exchange's file. The session is the device's, not the client identifier's: that carries a
/// time stamp and changes every hour. Any number of threads may use it.
/// </summary>
/// <param name="id">The epoch of the connection that began it.</param>
/// <param name="identity">Whose session it is.</param>
/// <param name="isStored">It may outlive its connection, so everything of it is kept in the file.</param>
/// <param name="services">What all sessions share.</param>
sealed partial class DeviceSession(long id, DeviceIdentity identity, bool isStored, SessionServices services)
{
    // Guards everything but what is received. Never held across an await; the outbound's gate may be taken under it.
    readonly Lock _gate = new();
    readonly Dictionary<string, Listening> _subscriptions = [];
    volatile ISessionConnection? _connection;
    volatile bool _ended;

    public long Id => id;
    public DeviceIdentity Identity => identity;
    public bool IsStored => isStored;

    /// <summary>Seconds that it lives on without a connection.</summary>
    public uint ExpirySeconds { get; set; }

    public bool IsConnected => _connection is not null;

    /// <summary>It is over: whoever still holds it does nothing with it.</summary>
    public bool HasEnded => _ended;

    public ReceivedPackets Received { get; } = new();

    /// <summary>What is to be done when nobody has come back in time; the exchange's.</summary>
    public SessionTimer? Timer { get; set; }

    public bool IsAttachedTo(ISessionConnection connection) => _connection == connection;

    public IReadOnlyList<Listening> Subscriptions
    {
        get
        {
            lock (_gate)
                return [.. _subscriptions.Values];
        }
    }

    /// <summary>Notes the subscription and gives back the one of the same filter that it replaces [MQTT-3.8.4-3].</summary>
    public Listening? Subscribe(Listening listening)
    {
        lock (_gate)
        {
            _subscriptions.TryGetValue(listening.Asked.Filter, out var former);
            _subscriptions[listening.Asked.Filter] = listening;
            return former;
        }
    }

    public Listening? Unsubscribe(string filter)
    {
        lock (_gate)
            return _subscriptions.Remove(filter, out var former) ? former : null;
    }

    /// <summary>Makes <paramref name="connection"/> the session's; what is not acknowledged waits for <see cref="Begin"/> to be sent over it.</summary>
    public void Attach(ISessionConnection connection)
    {
        lock (_gate)
        {
            PutBack();
            if (isStored)
                Load();
            _connection = connection;
        }
    }

    /// <summary>After CONNACK: sends what waits.</summary>
    public void Begin()
    {
        lock (_gate)
            Pump();
    }

    /// <summary>False when a newer connection has the session already.</summary>
    public bool Detach(ISessionConnection connection)
    {
        lock (_gate)
        {
            if (_connection != connection)
                return false;
            _connection = null;
            PutBack();
            return true;
        }
    }

    /// <summary>Ends the session: it hears and keeps nothing any more. What it listened to.</summary>
    public IReadOnlyList<Listening> End()
    {
        lock (_gate)
        {
            _ended = true;
            _connection = null;
            PutBack();
            return [.. _subscriptions.Values];
        }
    }
}
