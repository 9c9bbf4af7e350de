using System.Text.Json;
using Dukou.Protocol.Iotda;

namespace Dukou.Server.DeviceProperties;

/// <summary>What was dropped from a report, as it is stored in its record and as it is told: an array of sentences.</summary>
static class Drops
{
    /// <summary>The sentences, then how many more there were than are listed.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<Misfit> listed, int count)
    {
        writer.WriteStartArray();
        foreach (var misfit in listed)
            writer.WriteStringValue(misfit.Sentence);
        if (count > listed.Count)
            writer.WriteStringValue($"and {count - listed.Count} more");
        writer.WriteEndArray();
    }

    public static string Sentence(IReadOnlyList<Misfit> listed, int count) =>
        string.Join("; ", listed.Select(misfit => misfit.Sentence)) + (count > listed.Count ? $"; and {count - listed.Count} more" : "");
}
