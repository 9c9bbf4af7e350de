using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Dukou.Protocol.Iotda;

public sealed partial class ValueRule
{
    const double StepTolerance = 1e-3; // modules send floats of 32 bits: 61.3 may travel as 61.29999

    Bound? _min;
    Bound? _max;
    byte[][]? _enumList;

    /// <summary>Judges the value at which the reader stands and leaves the reader at its end. Allocates nothing.</summary>
    internal MisfitCode Judge(ref Utf8JsonReader reader)
    {
        switch (Type)
        {
            case DataType.Whole32:
            case DataType.Whole64:
                return reader.TokenType == JsonTokenType.Number ? JudgeInteger(ref reader) : Skip(ref reader);
            case DataType.Number:
                return reader.TokenType == JsonTokenType.Number ? JudgeNumber(ref reader) : Skip(ref reader);
            case DataType.Boolean:
                return IsBoolean(ref reader) ? MisfitCode.None : Skip(ref reader);
            case DataType.JsonObject:
                return reader.TokenType == JsonTokenType.StartObject ? JudgeObject(ref reader) : Skip(ref reader);
            case DataType.TextList:
                return reader.TokenType == JsonTokenType.StartArray ? JudgeList(ref reader) : Skip(ref reader);
            default:
                return reader.TokenType == JsonTokenType.String ? JudgeText(ref reader) : Skip(ref reader);
        }
    }

    static MisfitCode Skip(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return MisfitCode.WrongType;
    }

    static bool IsBoolean(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.True or JsonTokenType.False
        || (reader.TokenType == JsonTokenType.Number && (reader.ValueSpan.SequenceEqual("0"u8) || reader.ValueSpan.SequenceEqual("1"u8)));

    MisfitCode JudgeInteger(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out var value) && (Type == DataType.Whole64 || value is >= int.MinValue and <= int.MaxValue))
            return JudgeRange(value, value);
        return reader.ValueSpan.IndexOfAny(".eE"u8) >= 0 ? MisfitCode.NotInteger
            : reader.ValueSpan[0] == '-' ? MisfitCode.BelowMin
            : MisfitCode.AboveMax;
    }

    MisfitCode JudgeNumber(ref Utf8JsonReader reader)
    {
        if (!reader.TryGetDouble(out var value) || !double.IsFinite(value))
            return reader.ValueSpan[0] == '-' ? MisfitCode.BelowMin : MisfitCode.AboveMax;
        return JudgeRange(reader.TryGetDecimal(out var exact) ? exact : null, value);
    }

    MisfitCode JudgeRange(decimal? exact, double value)
    {
        if (_min is { } min && min.CompareTo(exact, value) > 0)
            return MisfitCode.BelowMin;
        if (_max is { } max && max.CompareTo(exact, value) < 0)
            return MisfitCode.AboveMax;
        return IsOnStep(value) ? MisfitCode.None : MisfitCode.OffStep;
    }

    bool IsOnStep(double value)
    {
        if (Step is not > 0 || Type == DataType.Whole64) // The sheet's type mapping has no step for long.
            return true;
        var steps = (value - (_min?.Approximate ?? 0)) / Step.Value;
        return Math.Abs(steps - Math.Round(steps)) <= StepTolerance;
    }

    MisfitCode JudgeText(ref Utf8JsonReader reader)
    {
        if (Type == DataType.DateTime)
            return IsDateTime(ref reader) ? MisfitCode.None : MisfitCode.NotADateTime;
        if (_enumList is { } allowed)
        {
            var isListed = false;
            foreach (var value in allowed)
                isListed |= reader.ValueTextEquals(value);
            if (!isListed)
                return MisfitCode.NotInEnum;
        }

        return Type == DataType.Text && IsTooLong(ref reader) ? MisfitCode.TooLong : MisfitCode.None;
    }

    static bool IsDateTime(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return EventTime.ReadSeconds(reader.ValueSpan) is not null;
        Span<byte> text = stackalloc byte[EventTime.SecondsLength * 6]; // every character escaped
        return reader.ValueSpan.Length <= text.Length && EventTime.ReadSeconds(text[..reader.CopyString(text)]) is not null;
    }

    bool IsTooLong(ref Utf8JsonReader reader)
    {
        if (MaxLength is not > 0 || reader.ValueSpan.Length <= MaxLength) // No character is shorter than a byte.
            return false;
        if (!reader.ValueIsEscaped)
            return Encoding.UTF8.GetCharCount(reader.ValueSpan) > MaxLength;
        var characters = ArrayPool<char>.Shared.Rent(reader.ValueSpan.Length);
        var length = reader.CopyString(characters);
        ArrayPool<char>.Shared.Return(characters);
        return length > MaxLength;
    }

    MisfitCode JudgeObject(ref Utf8JsonReader reader)
    {
        var start = reader.TokenStartIndex;
        reader.Skip();
        return MaxLength is > 0 && reader.BytesConsumed - start > MaxLength ? MisfitCode.TooLong : MisfitCode.None;
    }

    MisfitCode JudgeList(ref Utf8JsonReader reader)
    {
        var code = MisfitCode.None;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var item = reader.TokenType != JsonTokenType.String ? Skip(ref reader) : IsTooLong(ref reader) ? MisfitCode.TooLong : MisfitCode.None;
            code = code == MisfitCode.None ? item : code;
        }

        return code;
    }

    /// <summary>Prepares what the hot path needs. Called once, by the model's reader.</summary>
    internal ValueRule Prepared()
    {
        _min = IsNumeric ? Bound.Parse(Min) : null;
        _max = IsNumeric ? Bound.Parse(Max) : null;
        _enumList = Type == DataType.Enumeration || (Type == DataType.Text && EnumList.Count > 0)
            ? [.. EnumList.Select(Encoding.UTF8.GetBytes)]
            : null;
        PreparePlain();
        return this;
    }

    /// <summary>A limit. Exact where a decimal holds it; 16 characters also spell numbers such as 3.4E38.</summary>
    internal readonly record struct Bound(decimal? Exact, double Approximate)
    {
        public static Bound? Parse(string? text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var approximate) && double.IsFinite(approximate)
                ? new(decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) ? exact : null, approximate)
                : null;

        public int CompareTo(decimal? exact, double approximate) =>
            Exact is { } one && exact is { } other ? one.CompareTo(other) : Approximate.CompareTo(approximate);
    }
}
