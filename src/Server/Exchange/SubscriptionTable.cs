using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Sessions;

namespace Dukou.Server.Exchange;

/// <summary>
/// All subscriptions to topics outside <c>$</c>, one tree for each resource space: devices of different spaces never hear each other.
/// Any number of threads may use it. Bound: the subscriptions of a session are.
/// </summary>
sealed class SubscriptionTable
{
    // Guards everything here; held for one look-up or change.
    readonly Lock _gate = new();
    readonly Dictionary<string, Space> _spaces = [];

    public void Add(Listening listening)
    {
        if (!TryRead(listening.Asked.Filter, out var share, out var filter))
            return;
        lock (_gate)
        {
            var appId = listening.Session.Identity.AppId;
            if (!_spaces.TryGetValue(appId, out var space))
                _spaces.Add(appId, space = new Space());
            if (share is null)
                space.Own.Add(filter, listening);
            else
            {
                if (!space.Groups.TryGetValue((share, filter), out var group))
                {
                    space.Groups.Add((share, filter), group = new ShareGroup());
                    space.Shared.Add(filter, group);
                }
                group.Members.Add(listening);
            }
        }
    }

    /// <summary>How many of a resource space listen by exactly that filter, which is not shared.</summary>
    public int CountOf(string appId, string filter)
    {
        lock (_gate)
            return _spaces.TryGetValue(appId, out var space) ? space.Own.CountOf(filter) : 0;
    }

    public void Remove(Listening listening)
    {
        if (!TryRead(listening.Asked.Filter, out var share, out var filter))
            return;
        lock (_gate)
        {
            if (!_spaces.TryGetValue(listening.Session.Identity.AppId, out var space))
                return;
            if (share is null)
                space.Own.Remove(filter, listening);
            else if (space.Groups.TryGetValue((share, filter), out var group) && group.Members.Remove(listening) && group.Members.Count == 0)
            {
                space.Groups.Remove((share, filter));
                space.Shared.Remove(filter, group);
            }
        }
    }

    /// <summary>Everybody who gets a message on <paramref name="topic"/>: all that listen, and one member of each group. Emptied and filled: <paramref name="found"/>.</summary>
    public void Match(string appId, string topic, List<Listening> found)
    {
        found.Clear();
        lock (_gate)
        {
            if (!_spaces.TryGetValue(appId, out var space))
                return;
            space.Own.Match(topic, found);
            if (space.Groups.Count == 0)
                return;
            var groups = new List<ShareGroup>();
            space.Shared.Match(topic, groups);
            foreach (var group in groups)
                if (group.Next() is { } member)
                    found.Add(member);
        }
    }

    // System topics are the platform's; it sends on them by itself.
    static bool TryRead(string asked, out string? share, out string filter)
    {
        (share, filter) = (null, asked);
        if (!asked.StartsWith('$'))
            return true;
        if (!TopicFilter.TryReadShared(Encoding.UTF8.GetBytes(asked), out var name, out var rest))
            return false;
        (share, filter) = (Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(rest));
        return true;
    }

    sealed class Space
    {
        public TopicTree<Listening> Own { get; } = new();
        public TopicTree<ShareGroup> Shared { get; } = new();
        public Dictionary<(string Name, string Filter), ShareGroup> Groups { get; } = [];
    }
}
