using System.Text;
using System.Text.Json;
using Dukou.Protocol.Iotda;

namespace Dukou.Protocol.Tests.Iotda;

public sealed class JsonMembersTests
{
    // Long enough that a random document has strings and brackets across every border of a vector.
    const int Documents = 2_000;
    static readonly string[] Bits = ["a", "service", "{", "}", "[", "]", ",", ":", " ", "\"", "\\", "\\\"", "温度", "\n", "0123456789", "the quick brown fox jumps over the lazy dog, twice"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_members_are_those_of_a_judging_reader(bool withEscapes)
    {
        var random = new Random(20261126);
        for (var i = 0; i < Documents; i++)
        {
            var json = Object(random, 4, withEscapes);
            var expected = JsonDocument.Parse(json).RootElement.EnumerateObject().Select(member => (member.Name, Value: member.Value.GetRawText())).ToList();
            var found = new List<(string Name, string Value)>();
            var members = new JsonMembers(Encoding.UTF8.GetBytes(json + ", \"behind\": {}"));
            while (members.MoveNext())
                found.Add((Encoding.UTF8.GetString(members.Name), Encoding.UTF8.GetString(members.Value)));
            Assert.Equal(expected, found);
            Assert.Equal(", \"behind\": {}", Encoding.UTF8.GetString(members.Rest));
        }
    }

    static string Object(Random random, int depth, bool withEscapes)
    {
        var members = Enumerable.Range(0, random.Next(5)).Select(index => $"{Text(random, withEscapes, $"{index}")}{Space(random)}:{Space(random)}{Value(random, depth - 1, withEscapes)}");
        return $"{{{Space(random)}{string.Join($"{Space(random)},{Space(random)}", members)}{Space(random)}}}";
    }

    static string Value(Random random, int depth, bool withEscapes) => (depth > 0 ? random.Next(6) : random.Next(4)) switch
    {
        0 => random.Next(-1000, 1000) + ".5e3",
        1 => random.Next(2) == 0 ? "null" : "true",
        2 or 3 => Text(random, withEscapes, ""),
        4 => $"[{string.Join(",", Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1, withEscapes)))}]",
        _ => Object(random, depth, withEscapes),
    };

    static string Text(Random random, bool withEscapes, string first)
    {
        var text = first + string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => Bits[random.Next(Bits.Length)]));
        return withEscapes ? JsonSerializer.Serialize(text) : $"\"{text.Replace("\\", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal)}\"";
    }

    static string Space(Random random) => random.Next(8) == 0 ? " \t" : "";
}
