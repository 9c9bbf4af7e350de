using System.Globalization;

namespace Dukou.Server.Traces;

/// <summary>
/// A place in the order of everything that is traced; newer is greater. An uplink has its inbox sequence and 0; any other entry has the
/// inbox's last sequence at its time and a number of its own. As text 24 hex digits, the form of the API's markers.
/// </summary>
readonly record struct TracePlace(long Position, long Sequence) : IComparable<TracePlace>
{
    const long Max = (1L << 48) - 1;

    /// <summary>Above everything.</summary>
    public static TracePlace Newest { get; } = new(Max, Max);

    public static bool TryParse(string? text, out TracePlace place)
    {
        place = default;
        if (text is not { Length: 24 }
            || !long.TryParse(text.AsSpan(0, 12), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var position)
            || !long.TryParse(text.AsSpan(12), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var sequence))
            return false;
        place = new(position, sequence);
        return true;
    }

    public int CompareTo(TracePlace other) => Position != other.Position ? Position.CompareTo(other.Position) : Sequence.CompareTo(other.Sequence);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Position:x12}{Sequence:x12}");

    public static bool operator <(TracePlace left, TracePlace right) => left.CompareTo(right) < 0;

    public static bool operator >(TracePlace left, TracePlace right) => left.CompareTo(right) > 0;
}
