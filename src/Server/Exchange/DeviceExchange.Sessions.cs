using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.Exchange;

// The life of a session: begun or taken up at CONNECT, ended or left waiting at the end of a connection.
sealed partial class DeviceExchange
{
    /// <summary>The seconds that a session may live on without a connection, as asked for and as allowed.</summary>
    public uint ExpiryOf(ConnectPacket connect)
    {
        if (!IsFull)
            return 0;
        var max = (uint)options.Limits.SessionExpiryMax.TotalSeconds;
        if (connect.Version == ProtocolVersion.V500)
            return Math.Min(connect.SessionExpiryInterval ?? 0, max);
        // MQTT 3.x says only whether, not how long (3.1.1, 3.1.2.4).
        return connect.CleanStart ? 0 : max;
    }

    /// <summary>
    /// Takes up the device's session or begins one, before CONNACK; <c>Present</c> when it was there [MQTT-3.2.2-2]. No session for a connection
    /// that a newer one has closed meanwhile.
    /// </summary>
    /// <exception cref="StorageException">What must be durable can't be written.</exception>
    public async Task<(DeviceSession? Session, bool Present, Will? Will)> OpenAsync(DeviceLink link, ConnectPacket connect, WillMessage? will, ISessionConnection connection)
    {
        using var turn = await TurnAsync(link.Identity.DeviceId);
        if (connection.IsOver)
            return (null, false, null);
        var former = sessions.Find(link.Identity.DeviceId);
        var expiry = ExpiryOf(connect);
        var present = former is { HasEnded: false, ExpirySeconds: > 0 } && !connect.CleanStart;
        var session = former;
        if (present)
            await ResumeAsync(former!, expiry); // Present.
        else
        {
            if (former is not null)
                await EndAsync(former, sayWill: true);
            session = new DeviceSession(link.Epoch, link.Identity, isStored: expiry > 0, services) { ExpirySeconds = expiry };
            if (session.IsStored)
                await File.WriteAsync(exchange => SessionTable.Begin(exchange, session));
            sessions.Put(session);
        }
        session!.Attach(connection); // Found or made.
        return (session, present, IsFull && will is not null ? await KeepAsync(Will.Of(link, session.Id, will)) : null);
    }

    /// <summary>A connection has ended.</summary>
    /// <param name="session">Its session.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="will">What it wants said, if anything.</param>
    /// <param name="saidGoodbye">Nothing is to be said.</param>
    /// <param name="expirySeconds">What DISCONNECT said of the expiry.</param>
    /// <param name="stopping">The platform ends: sessions and wills wait for the next start.</param>
    public async Task CloseAsync(DeviceSession session, ISessionConnection connection, Will? will, bool saidGoodbye, uint? expirySeconds, bool stopping)
    {
        using var turn = await TurnAsync(session.Identity.DeviceId);
        try
        {
            if (will is not null && saidGoodbye)
            {
                await wills.ForgetAsync(will);
                will = null;
            }
            if (session.Detach(connection))
                await LeaveAsync(session, will, expirySeconds, stopping);
            // Somebody else has the session, or it is over.
            else if (will is { DelaySeconds: > 0 } && !session.HasEnded)
                await wills.ForgetAsync(will);
            else if (will is not null)
                await wills.PublishAsync(will);
        }
        // The world's fault: the file has it as it was, and the next start goes on from there.
        catch (StorageException failure)
        {
            ExchangeLog.SessionNotEnded(log, failure, session.Identity.DeviceId);
        }
    }

    async Task LeaveAsync(DeviceSession session, Will? will, uint? expirySeconds, bool stopping)
    {
        if (expirySeconds is { } seconds)
            session.ExpirySeconds = Math.Min(seconds, (uint)options.Limits.SessionExpiryMax.TotalSeconds);
        var now = services.Clock.GetUtcNow();
        if (session.IsStored && session.ExpirySeconds > 0)
        {
            await File.WriteAsync(exchange => SessionTable.Update(exchange, session, now));
            if (!stopping)
                Wait(session, now, will);
            return;
        }
        await EndAsync(session, sayWill: true);
        // [MQTT-3.1.3-9]: with the session ends the delay, too.
        if (will is not null && !stopping)
            await wills.PublishAsync(will);
    }

    async Task ResumeAsync(DeviceSession session, uint expiry)
    {
        if (session.Timer is { } timer)
        {
            wheel.Cancel(timer.InWheel!); // Set with the timer.
            session.Timer = null;
            // [MQTT-3.1.3-9]: back in time.
            if (timer.TakeWill() is { } will)
                await wills.ForgetAsync(will);
        }
        session.ExpirySeconds = expiry;
        // All acknowledgements from before lie ahead of this write: what is read after it is what waits.
        await File.WriteAsync(exchange => SessionTable.Update(exchange, session, endedAt: null));
    }

    async Task EndAsync(DeviceSession session, bool sayWill)
    {
        var timer = session.Timer;
        session.Timer = null;
        if (timer?.InWheel is { } inWheel)
            wheel.Cancel(inWheel);
        foreach (var listening in session.End())
            subscriptions.Remove(listening);
        sessions.Remove(session);
        if (session.IsStored)
            await File.WriteAsync(exchange => SessionTable.Delete(exchange, session.Identity.DeviceId));
        if (timer?.TakeWill() is not { } will)
            return;
        if (sayWill)
            await wills.PublishAsync(will);
        else
            await wills.ForgetAsync(will);
    }

    async Task<Will> KeepAsync(Will will)
    {
        await File.WriteAsync(exchange => WillTable.Insert(exchange, will));
        return will;
    }

    /// <summary>The session has no connection since <paramref name="endedAt"/>.</summary>
    void Wait(DeviceSession session, DateTimeOffset endedAt, Will? will)
    {
        var now = services.Clock.GetUtcNow();
        var willDue = will is null ? (DateTimeOffset?)null : will.DueAt ?? endedAt.AddSeconds(will.DelaySeconds);
        if (will is { DueAt: null })
            _ = File.WriteAsync(exchange => WillTable.SetDue(exchange, will.Epoch, willDue!.Value)); // There is a will.
        var expires = endedAt.AddSeconds(session.ExpirySeconds);
        var timer = new SessionTimer(session, will, willDue - now + wheel.Now, expires - now + wheel.Now,
            due => _ = DueAsync(due));
        session.Timer = timer;
        if (will is not null && willDue <= now)
            _ = wills.PublishAsync(timer.TakeWill()!); // There is a will.
        timer.InWheel = wheel.Schedule(timer, timer.Next);
    }

    async Task DueAsync(SessionTimer timer)
    {
        using var turn = await TurnAsync(timer.Session.Identity.DeviceId);
        // It came back just in time.
        if (timer.Session.Timer != timer)
            return;
        try
        {
            if (timer.IsExpired)
                await EndAsync(timer.Session, sayWill: true);
            else if (timer.TakeWill() is { } will)
                await wills.PublishAsync(will);
        }
        catch (StorageException failure)
        {
            ExchangeLog.SessionNotEnded(log, failure, timer.Session.Identity.DeviceId);
        }
    }
}
