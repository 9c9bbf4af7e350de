using System.Globalization;

namespace Dukou.Protocol.Iotda;

/// <summary>What the model says about the values of one property or para: the members that ServiceProperty and ServiceCommandPara share
/// (G:service_property, G:service_command_para). Immutable.</summary>
public sealed partial class ValueRule
{
    /// <summary>The data type.</summary>
    public required DataType Type { get; init; }

    /// <summary>For paras: must be there. Reports are partial by design and are not held to it.</summary>
    public bool Required { get; init; }

    /// <summary>Allowed values of an enum and, when not empty, of a string.</summary>
    public IReadOnlyList<string> EnumList { get; init; } = [];

    /// <summary>Least value of a numeric type, as the model spells it.</summary>
    public string? Min { get; init; }

    /// <summary>Greatest value of a numeric type, as the model spells it.</summary>
    public string? Max { get; init; }

    /// <summary>Longest string, or item of a string list, in UTF-16 characters; longest jsonObject in bytes as sent.
    /// Null or 0: no limit; exported profiles write 0 for it.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Distance of allowed values of an int or a decimal, counted from <see cref="Min"/> or 0; null or 0: any.</summary>
    public double? Step { get; init; }

    /// <summary>The unit shown beside values.</summary>
    public string? Unit { get; init; }

    /// <summary>A text for people.</summary>
    public string? Description { get; init; }

    /// <summary>Whether min, max and step mean something for the type.</summary>
    public bool IsNumeric => Type is DataType.Whole32 or DataType.Whole64 or DataType.Number;

    /// <summary>What the model says, in the words of a drop.</summary>
    public string Expectation(MisfitCode code) => code switch
    {
        MisfitCode.BelowMin => $"at least {Min ?? LeastOfType}",
        MisfitCode.AboveMax => $"at most {Max ?? GreatestOfType}",
        MisfitCode.OffStep => string.Create(CultureInfo.InvariantCulture, $"steps of {Step} from {Min ?? "0"}"),
        MisfitCode.TooLong => $"at most {MaxLength} characters",
        MisfitCode.NotInEnum => Misfit.Bound($"one of {string.Join(", ", EnumList.Take(16))}"),
        MisfitCode.NotADateTime => "`DateTime` like 20260102T030405Z",
        _ => $"`{Type.WireName()}`",
    };

    string LeastOfType => Type switch { DataType.Whole32 => "-2147483648", DataType.Whole64 => "-9223372036854775808", _ => "-1.7976931348623157E308" };

    string GreatestOfType => Type switch { DataType.Whole32 => "2147483647", DataType.Whole64 => "9223372036854775807", _ => "1.7976931348623157E308" };
}
