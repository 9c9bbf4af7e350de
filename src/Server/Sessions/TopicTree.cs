namespace Dukou.Server.Sessions;

/// <summary>
/// Who listens where, as a tree of topic levels: a look-up costs the levels of the topic and what matches, however many filters there
/// are. Not thread-safe; its owner guards it.
/// </summary>
sealed class TopicTree<TListener> where TListener : class
{
    readonly Node _root = new();

    public void Add(string filter, TListener listener)
    {
        var node = _root;
        foreach (var level in filter.Split('/'))
        {
            node.Children ??= [];
            if (!node.Children.TryGetValue(level, out var child))
                node.Children.Add(level, child = new Node());
            node = child;
        }
        (node.Listeners ??= []).Add(listener);
    }

    /// <summary>Branches that nobody needs any more go with their last listener.</summary>
    public void Remove(string filter, TListener listener) => Remove(_root, filter.Split('/'), listener);

    /// <summary>How many listen by exactly that filter.</summary>
    public int CountOf(string filter)
    {
        var node = (Node?)_root;
        foreach (var level in filter.Split('/'))
            node = node?.Child(level);
        return node?.Listeners?.Count ?? 0;
    }

    /// <summary>Adds everybody whose filter covers <paramref name="topic"/> to <paramref name="found"/>, once for each filter.</summary>
    public void Match(string topic, List<TListener> found)
    {
        if (_root.Children is null)
            return;
        // [MQTT-4.7.2-1]: a wildcard at the start covers no topic that begins with $.
        Match(_root, topic, wildcards: !topic.StartsWith('$'), found);
    }

    static void Match(Node node, ReadOnlySpan<char> rest, bool wildcards, List<TListener> found)
    {
        var slash = rest.IndexOf('/');
        var level = slash < 0 ? rest : rest[..slash];
        if (wildcards)
        {
            Take(node.Child("#"), found);
            Step(node.Child("+"), rest, slash, found);
        }
        Step(node.Child(level), rest, slash, found);
    }

    static void Step(Node? child, ReadOnlySpan<char> rest, int slash, List<TListener> found)
    {
        if (child is null)
            return;
        if (slash >= 0)
        {
            Match(child, rest[(slash + 1)..], wildcards: true, found);
            return;
        }
        Take(child, found);
        // Section 4.7.1.2: a/# covers its parent a as well.
        Take(child.Child("#"), found);
    }

    static void Take(Node? node, List<TListener> found)
    {
        if (node?.Listeners is { } listeners)
            found.AddRange(listeners);
    }

    static bool Remove(Node node, ReadOnlySpan<string> levels, TListener listener)
    {
        if (levels.IsEmpty)
            node.Listeners?.Remove(listener);
        else if (node.Children?.TryGetValue(levels[0], out var child) == true && Remove(child, levels[1..], listener))
            node.Children.Remove(levels[0]);
        return node.IsEmpty;
    }

    sealed class Node
    {
        public Dictionary<string, Node>? Children { get; set; }
        public List<TListener>? Listeners { get; set; }

        public bool IsEmpty => Children is not { Count: > 0 } && Listeners is not { Count: > 0 };

        public Node? Child(ReadOnlySpan<char> level) =>
            Children is not null && Children.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(level, out var child) ? child : null;
    }
}
