using System.Text;
using System.Text.Json.Nodes;

namespace Dukou.Server.Tests.Fuzz;

/// <summary>
/// Changes a payload as a broken or hostile device would: bytes that are lost, doubled or turned, and JSON values in the place of others. The
/// same seed gives the same payloads.
/// </summary>
sealed class Mutator(Random random)
{
    const string Placeholder = "\"@here@\"";

    static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e999", "-0", "9223372036854775808", "0.1e-400", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "\"a\\u002fb\"", "\"$\"", "[]", "{}", "[null]",
        "{\"\":{}}", "{\"a\":1,\"a\":2}", "\"水\"", "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]", "\"20260102T030405Z\"", "\"2026-13-40T99:99:99.000Z\"", "tru", "'x'", "\"unfinished", "{\"a\":}",
        Nested(100), Nested(5000), Text(300), Text(70_000),
    ];

    static readonly byte[][] Splices = [.. new[] { "\\ud800", "\\", "\"", "{", "}", "[", "]", ",", ":", "null", "\0", "1e999", "-", "é", "\n" }.Select(Encoding.UTF8.GetBytes), [0xC3], [0xFF], [0xED, 0xA0, 0x80]];

    /// <summary>One time in eight as it is, so that what is right goes on working beside what is wrong.</summary>
    public byte[] Mutate(string seed)
    {
        var payload = seed;
        if (random.Next(2) == 0 && Replaced(seed) is { } replaced)
            payload = replaced;
        var bytes = Encoding.UTF8.GetBytes(payload);
        for (var edits = random.Next(8) switch { 0 => 0, < 5 => 1, _ => 3 }; edits > 0; edits--)
            bytes = Edit(bytes);
        return bytes;
    }

    /// <summary>The seed with another value, or another name, somewhere in it.</summary>
    string? Replaced(string seed)
    {
        if (Parsed(seed) is not { } root)
            return null;
        var places = Places(root).ToList();
        if (places.Count == 0)
            return Values[random.Next(Values.Length)];
        var (parent, key) = places[random.Next(places.Count)];
        if (parent is JsonObject members && key is string name)
        {
            if (random.Next(4) == 0)
            {
                members.Remove(name);
                return root.ToJsonString();
            }
            members[name] = "@here@";
        }
        else
            ((JsonArray)parent)[(int)key] = "@here@";
        return root.ToJsonString().Replace(Placeholder, Values[random.Next(Values.Length)], StringComparison.Ordinal);
    }

    byte[] Edit(byte[] bytes)
    {
        var at = random.Next(bytes.Length + 1);
        var end = Math.Min(bytes.Length, at + 1 + random.Next(8));
        return random.Next(5) switch
        {
            0 => [.. bytes.AsSpan(0, at), .. bytes.AsSpan(end)],
            1 => [.. bytes.AsSpan(0, at), .. Splices[random.Next(Splices.Length)], .. bytes.AsSpan(at)],
            2 => [.. bytes.AsSpan(0, at), (byte)random.Next(256), .. bytes.AsSpan(Math.Min(bytes.Length, at + 1))],
            3 => bytes[..at],
            _ => [.. bytes.AsSpan(0, end), .. bytes.AsSpan(at)],
        };
    }

    static JsonNode? Parsed(string seed)
    {
        try
        {
            return JsonNode.Parse(seed);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    static IEnumerable<(JsonNode Parent, object Key)> Places(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => member.Value is null ? [(members, (object)member.Key)] : Places(member.Value).Prepend((members, member.Key))),
        JsonArray items => items.SelectMany((item, i) => item is null ? [(items, (object)i)] : Places(item).Prepend((items, i))),
        _ => [],
    };

    static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);

    static string Text(int length) => $"\"{new string('x', length)}\"";
}
