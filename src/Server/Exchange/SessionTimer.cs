using Dukou.Server.Sessions;

namespace Dukou.Server.Exchange;

/// <summary>
/// What happens to a session without a connection: its will is said after its delay, and the session ends at its expiry, whichever comes
/// first both. Cancelled when the device comes back.
/// </summary>
sealed class SessionTimer(DeviceSession session, Will? will, TimeSpan? willDue, TimeSpan expires, Action<SessionTimer> due) : ITimed
{
    public DeviceSession Session => session;

    /// <summary>The will that is still to be said.</summary>
    public Will? Will { get; private set; } = will;

    public bool IsExpired { get; private set; }

    public WheelTimer? InWheel { get; set; }

    /// <summary>When it wants to be looked at.</summary>
    public TimeSpan Next => Will is not null && willDue < expires ? willDue.Value : expires;

    public TimeSpan? OnTimer(TimeSpan now)
    {
        IsExpired |= expires <= now;
        if (IsExpired || (Will is not null && willDue <= now))
            due(this);
        // Once the will is due only the expiry is left.
        return IsExpired ? null : willDue > now ? Next : expires;
    }

    /// <summary>Takes the will, once.</summary>
    public Will? TakeWill()
    {
        var taken = Will;
        Will = null;
        return taken;
    }
}
