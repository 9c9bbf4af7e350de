using Dukou.Protocol.Mqtt;

namespace Dukou.Server.Exchange;

/// <summary>One subscription of one session, with its options.</summary>
/// <param name="Session">Who listens.</param>
/// <param name="Asked">The filter as it was asked for, <c>$share/…</c> included, and the options; its QoS is the granted one.</param>
/// <param name="Identifier">MQTT 5's subscription identifier; 0 for none.</param>
sealed record Listening(DeviceSession Session, Subscription Asked, int Identifier);

/// <summary>The members of a shared subscription: each message goes to one of them, in turn (MQTT 5.0, 4.8.2). Guarded by the table.</summary>
sealed class ShareGroup
{
    public List<Listening> Members { get; } = [];

    int _next;

    /// <summary>The member whose turn it is: one that is connected before one that would have to keep the message.</summary>
    public Listening? Next()
    {
        Listening? waiting = null;
        for (var i = 0; i < Members.Count; i++)
        {
            var member = Members[(_next + i) % Members.Count];
            if (member.Session.IsConnected)
            {
                _next = (_next + i + 1) % Members.Count;
                return member;
            }
            waiting ??= member;
        }
        _next = Members.Count == 0 ? 0 : (_next + 1) % Members.Count;
        return waiting;
    }
}
