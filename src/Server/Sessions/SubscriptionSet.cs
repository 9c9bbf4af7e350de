using System.Text;
using Dukou.Protocol.Mqtt;

namespace Dukou.Server.Sessions;

/// <summary>
/// What one connection asked to listen to. A message is delivered once however many filters match. Matching is linear; a connection has
/// at most about a hundred filters. Thread-safe: replaced as a whole on change.
/// </summary>
sealed class SubscriptionSet
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

    /// <summary>The highest QoS of the subscriptions that match <paramref name="topic"/>, or null when none does.</summary>
    public QualityOfService? Match(ReadOnlySpan<byte> topic)
    {
        QualityOfService? best = null;
        foreach (var subscription in Volatile.Read(ref _explicit))
            if ((best is null || subscription.QoS > best) && TopicFilter.Matches(subscription.Utf8, topic))
                best = subscription.QoS;
        return best;
    }

    /// <summary>The identifiers of the subscriptions that match, as the peer gave them [MQTT-3.3.4-3].</summary>
    public IReadOnlyList<int> IdentifiersOf(byte[] topic) =>
        [.. Volatile.Read(ref _explicit).Where(subscription => subscription.Identifier > 0 && TopicFilter.Matches(subscription.Utf8, topic)).Select(subscription => subscription.Identifier)];

    sealed record Subscription(string Text, byte[] Utf8, QualityOfService QoS, int Identifier);
}
