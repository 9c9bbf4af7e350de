using Dukou.Server.Pipeline;
using Dukou.Server.Sessions;
using Dukou.Server.Storage;

namespace Dukou.Server.Exchange;

/// <summary>
/// What devices say to each other on topics outside <c>$oc</c>, and the sessions that outlive a connection; the front door of this
/// feature. In profile <c>relaxed</c> it is all of MQTT; in <c>iotda</c> it is off, or hands on messages only, when the options say so. Any
/// number of threads may use it; what concerns one device happens one after the other.
/// </summary>
sealed partial class DeviceExchange(
    SessionDirectory sessions, SubscriptionTable subscriptions, RetainedStore retained, SessionServices services, ExchangeProjection projection, WillPublisher wills,
    IEnumerable<ITopicPermission> permissions, Inbox inbox, TimerWheel wheel, ServerOptions options, ILogger<DeviceExchange> log) : IDisposable
{
    static readonly TimeSpan CatchUpStep = TimeSpan.FromSeconds(5);

    readonly ITopicPermission[] _permissions = [.. permissions];
    // One device's connections, ends and timers in turn.
    readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    ExchangeFile File => services.File;

    /// <summary>Sessions, retained messages, wills and QoS 2.</summary>
    public bool IsFull { get; } = options.Profile == CompatibilityProfile.Relaxed;

    /// <summary>Messages on custom topics go to whoever subscribes.</summary>
    public bool IsOn { get; } = options.Profile == CompatibilityProfile.Relaxed || options.Limits.DeviceToDevice > 0;

    /// <summary>Before the first listener: sessions and what waits for them are there again, and what the inbox holds has been handed on.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!IsOn)
            return;
        var now = services.Clock.GetUtcNow();
        await File.WriteAsync(exchange =>
        {
            SessionTable.DeleteStrays(exchange);
            RetainedStore.DeleteExpired(exchange, now);
        });
        var stored = File.Read(SessionTable.All);
        Restore(stored);
        projection.Start();
        while (!await projection.WaitUntilAsync(inbox.Head, CatchUpStep))
            if (projection.Failing is { } problem)
                throw new StorageException($"What devices said to each other can't be handed on: {problem}");
        var byId = stored.ToDictionary(row => row.SessionId, row => sessions.Find(row.Identity.DeviceId)!); // Restored above.
        foreach (var (sessionId, packetId, sequence) in File.Read(QueueTable.Received))
            if (byId.TryGetValue(sessionId, out var session))
                session.Received.Add(packetId, sequence);
        var left = File.Read(WillTable.All).ToLookup(will => will.SessionId);
        foreach (var row in stored)
            Wait(byId[row.SessionId], row.EndedAt ?? now, left[row.SessionId].LastOrDefault());
        // Of sessions that ended with their connection, and so with the process.
        foreach (var will in left.Where(own => !byId.ContainsKey(own.Key)).SelectMany(own => own))
            await wills.PublishAsync(will);
    }

    /// <summary>A resource space is emptied: nothing of it stays retained.</summary>
    public async Task ForgetSpaceAsync(string appId)
    {
        if (!IsOn)
            return;
        retained.Clear(appId);
        await File.WriteAsync(exchange => exchange.Execute("delete from retained where app_id = @app_id", ("@app_id", appId)));
    }

    /// <summary>A device is deleted: its session ends, and nothing is said for it.</summary>
    public async Task ForgetDeviceAsync(string deviceId)
    {
        if (!IsOn)
            return;
        using var turn = await TurnAsync(deviceId);
        if (sessions.Find(deviceId) is { } session)
            await EndAsync(session, sayWill: false);
        await File.WriteAsync(exchange => WillTable.DeleteOf(exchange, deviceId));
    }

    public void Dispose()
    {
        foreach (var turn in _turns)
            turn.Dispose();
    }

    void Restore(List<StoredSession> stored)
    {
        var byId = new Dictionary<long, DeviceSession>();
        foreach (var row in stored)
        {
            var session = new DeviceSession(row.SessionId, row.Identity, isStored: true, services) { ExpirySeconds = row.ExpirySeconds };
            byId.Add(row.SessionId, session);
            sessions.Put(session);
        }
        foreach (var (sessionId, asked, identifier) in File.Read(SessionTable.Subscriptions))
            Listen(new Listening(byId[sessionId], asked, identifier));
        foreach (var (sessionId, packetId, bytes) in File.Read(QueueTable.Sizes))
            byId[sessionId].Restore(packetId, bytes);
        File.Read(exchange =>
        {
            retained.Load(exchange);
            return true;
        });
    }

    async ValueTask<Turn> TurnAsync(string deviceId)
    {
        var gate = _turns[(uint)deviceId.GetHashCode(StringComparison.Ordinal) % _turns.Length];
        await gate.WaitAsync();
        return new Turn(gate);
    }

    readonly struct Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
