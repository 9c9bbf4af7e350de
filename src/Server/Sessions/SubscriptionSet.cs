using System.Text;
using Dukou.Protocol.Mqtt;

namespace Dukou.Server.Sessions;

/// <summary>
/// What one connection listens to: filters it asked for, and filters that hold for it from the start. An explicit subscription that
/// matches decides the QoS; a message is delivered once however many filters match. Matching is linear; a connection has at most
/// about a hundred filters. Thread-safe: replaced as a whole on change.
/// </summary>
sealed class SubscriptionSet(IReadOnlyList<byte[]> implicitFilters, QualityOfService implicitQoS)
{
    readonly Lock _gate = new();
    Subscription[] _explicit = [];

    public int Count => _explicit.Length;

    public bool Contains(string filter) => Array.Exists(_explicit, subscription => subscription.Text == filter);

    public void Add(string filter, QualityOfService qos, int identifier = 0)
    {
        lock (_gate)
            _explicit = [.. _explicit.Where(subscription => subscription.Text != filter), new(filter, Encoding.UTF8.GetBytes(filter), qos, identifier)];
    }

    public bool Remove(string filter)
    {
        lock (_gate)
        {
            var rest = Array.FindAll(_explicit, subscription => subscription.Text != filter);
            var found = rest.Length < _explicit.Length;
            _explicit = rest;
            return found;
        }
    }

    /// <summary>The QoS at which the connection gets <paramref name="topic"/>, or null when it doesn't listen to it.</summary>
    public QualityOfService? Match(ReadOnlySpan<byte> topic)
    {
        QualityOfService? best = null;
        foreach (var subscription in Volatile.Read(ref _explicit))
            if ((best is null || subscription.QoS > best) && TopicFilter.Matches(subscription.Utf8, topic))
                best = subscription.QoS;
        if (best is not null)
            return best;
        foreach (var filter in implicitFilters)
            if (TopicFilter.Matches(filter, topic))
                return implicitQoS;
        return null;
    }

    /// <summary>The identifiers of the subscriptions that match, as the peer gave them [MQTT-3.3.4-3].</summary>
    public IReadOnlyList<int> IdentifiersOf(byte[] topic) =>
        [.. Volatile.Read(ref _explicit).Where(subscription => subscription.Identifier > 0 && TopicFilter.Matches(subscription.Utf8, topic)).Select(subscription => subscription.Identifier)];

    sealed record Subscription(string Text, byte[] Utf8, QualityOfService QoS, int Identifier);
}
