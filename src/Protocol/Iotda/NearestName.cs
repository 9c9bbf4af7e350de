namespace Dukou.Protocol.Iotda;

/// <summary>Finds what a person probably meant by a name that does not exist.</summary>
public static class NearestName
{
    const int LengthMax = 64; // longer names cannot be in a model (G:service_property)

    /// <summary>The known name with the fewest edits, when a third of its letters or fewer differ; case alone counts as one edit.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length is 0 or > LengthMax)
            return null;
        string? nearest = null;
        var least = Math.Max(1, name.Length / 3) + 1;
        foreach (var candidate in known)
        {
            if (Math.Abs(candidate.Length - name.Length) >= least)
                continue;
            var distance = string.Equals(candidate, name, StringComparison.OrdinalIgnoreCase) ? 1 : Distance(name, candidate);
            if (distance < least)
                (least, nearest) = (distance, candidate);
        }

        return nearest;
    }

    // Edits of one letter, and two neighbours exchanged, which is the commonest slip.
    static int Distance(string one, string other)
    {
        Span<int> before = stackalloc int[other.Length + 1];
        Span<int> above = stackalloc int[other.Length + 1];
        Span<int> row = stackalloc int[other.Length + 1];
        for (var column = 0; column <= other.Length; column++)
            above[column] = column;
        for (var line = 1; line <= one.Length; line++)
        {
            row[0] = line;
            for (var column = 1; column <= other.Length; column++)
            {
                var replaced = above[column - 1] + (IsSame(one[line - 1], other[column - 1]) ? 0 : 1);
                row[column] = Math.Min(replaced, Math.Min(above[column], row[column - 1]) + 1);
                if (line > 1 && column > 1 && IsSame(one[line - 1], other[column - 2]) && IsSame(one[line - 2], other[column - 1]))
                    row[column] = Math.Min(row[column], before[column - 2] + 1);
            }

            above.CopyTo(before);
            row.CopyTo(above);
        }

        return above[other.Length];
    }

    static bool IsSame(char one, char other) => char.ToLowerInvariant(one) == char.ToLowerInvariant(other);
}
