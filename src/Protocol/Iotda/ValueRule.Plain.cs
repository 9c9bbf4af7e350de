using System.Globalization;
using System.Text;

namespace Dukou.Protocol.Iotda;

/// <summary>How <see cref="PlainReport"/> reads a value of a rule.</summary>
enum PlainKind : byte
{
    /// <summary>Left to the general way.</summary>
    Other,
    Number,
    Text,
    Boolean,
}

// The same judgements as in the other part, for values that need no reader. False is not a verdict.
public sealed partial class ValueRule
{
    /// <summary>Two decimals of so many digits are equal or ordered as their doubles are.</summary>
    internal const int PlainDigitsMax = 15;

    double _least = double.NegativeInfinity;
    double _greatest = double.PositiveInfinity;

    internal PlainKind Kind { get; private set; }

    /// <summary>A number of at most <see cref="PlainDigitsMax"/> digits.</summary>
    internal bool FitsNumber(double value, bool isWhole) =>
        value >= _least && value <= _greatest && (isWhole || Type == DataType.Number) && IsOnStep(value);

    /// <summary>The bytes of a string without escapes.</summary>
    internal bool FitsText(ReadOnlySpan<byte> text)
    {
        if (Type == DataType.DateTime)
            return EventTime.ReadSeconds(text) is not null;
        // No character is shorter than a byte.
        return (_enumList is not { } allowed || IsListed(allowed, text))
            && (Type != DataType.Text || MaxLength is not > 0 || text.Length <= MaxLength || Encoding.UTF8.GetCharCount(text) <= MaxLength);
    }

    static bool IsListed(byte[][] allowed, ReadOnlySpan<byte> text)
    {
        foreach (var value in allowed)
            if (text.SequenceEqual(value))
                return true;
        return false;
    }

    void PreparePlain()
    {
        Kind = Type switch
        {
            DataType.Whole32 or DataType.Whole64 or DataType.Number when IsPlain(Min) && IsPlain(Max) => PlainKind.Number,
            DataType.Text or DataType.Enumeration or DataType.DateTime => PlainKind.Text,
            DataType.Boolean => PlainKind.Boolean,
            _ => PlainKind.Other,
        };
        if (Kind != PlainKind.Number)
            return;
        _least = _min?.Approximate ?? double.NegativeInfinity;
        _greatest = _max?.Approximate ?? double.PositiveInfinity;
        if (Type != DataType.Whole32)
            return;
        _least = Math.Max(_least, int.MinValue);
        _greatest = Math.Min(_greatest, int.MaxValue);
    }

    // A bound that is no number counts as none; one of many digits or with an exponent is left to the general way.
    static bool IsPlain(string? bound) =>
        Bound.Parse(bound) is null || (bound!.Count(char.IsAsciiDigit) <= PlainDigitsMax && decimal.TryParse(bound, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _));
}
