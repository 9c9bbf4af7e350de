using System.Text;
using CsCheck;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Sessions;

namespace Dukou.Server.Tests.Sessions;

public sealed class TopicTreeTests
{
    static readonly Gen<string> Level = Gen.OneOf("", "a", "b", "$x");
    static readonly Gen<string> Topics = Level.Array[1, 4].Select(levels => string.Join('/', levels)).Where(topic => topic.Length > 0);
    static readonly Gen<string> Filters = Gen.OneOf("", "a", "b", "+", "$x").Array[1, 4].Select(Gen.Bool, (levels, rest) => string.Join('/', levels) + (rest ? "/#" : ""))
        .Where(filter => filter.Length > 0);

    [Fact]
    public void It_finds_what_the_rules_of_filters_find() => Filters.Array[0, 12].Select(Topics).Sample((filters, topic) =>
    {
        var tree = new TopicTree<string>();
        // Each filter is a listener of its own, also when it is there twice.
        var listeners = filters.Select((filter, i) => $"{i} {filter}").ToList();
        foreach (var listener in listeners)
            tree.Add(listener[(listener.IndexOf(' ', StringComparison.Ordinal) + 1)..], listener);
        var found = new List<string>();
        tree.Match(topic, found);
        var expected = listeners.Where(listener => TopicFilter.Matches(
            Encoding.UTF8.GetBytes(listener[(listener.IndexOf(' ', StringComparison.Ordinal) + 1)..]), Encoding.UTF8.GetBytes(topic)));
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        foreach (var listener in listeners)
            tree.Remove(listener[(listener.IndexOf(' ', StringComparison.Ordinal) + 1)..], listener);
        found.Clear();
        tree.Match(topic, found);
        Assert.Empty(found);
    });
}
