namespace Dukou.Protocol.Iotda;

/// <summary>How a value or a name fails to fit the product model.</summary>
public enum MisfitCode : byte
{
    None,
    UnknownService,
    UnknownProperty,
    UnknownCommand,
    UnknownPara,

    /// <summary>Another JSON type than the model's.</summary>
    WrongType,

    /// <summary>A number with a fraction or exponent for an int or a long.</summary>
    NotInteger,
    BelowMin,
    AboveMax,
    OffStep,
    TooLong,
    NotInEnum,

    /// <summary>A string that is no <c>yyyyMMdd'T'HHmmss'Z'</c>.</summary>
    NotADateTime,

    /// <summary>A required para is absent or null.</summary>
    Missing,

    /// <summary>A property without W in its method is to be set.</summary>
    NotWritable,

    /// <summary>A shadow key with <c>.</c>, <c>$</c> or NUL (D:0079).</summary>
    ForbiddenKey,

    /// <summary>An object in the shadow where the model has no jsonObject: the shadow has one level (D:0079).</summary>
    Nested,

    /// <summary>The JSON around the values has the wrong shape.</summary>
    Malformed,
}

/// <summary>One thing that does not fit the product model. A report's misfits are what the platform drops from it (U:iot_01_0045_2); a command's
/// or a property setting's are why the call is refused.</summary>
/// <param name="Code">Which rule.</param>
/// <param name="Service">The service id as sent; empty when there was none.</param>
/// <param name="Name">The property, para or command; null when the misfit is the service.</param>
/// <param name="Expected">What the model says, in a few words.</param>
/// <param name="Actual">What came, at most <see cref="ActualLengthMax"/> characters.</param>
/// <param name="Nearest">For an unknown name the most similar known one.</param>
public sealed record Misfit(MisfitCode Code, string Service, string? Name, string Expected, string Actual, string? Nearest = null)
{
    /// <summary>Bound of <see cref="Actual"/>.</summary>
    public const int ActualLengthMax = 64;

    /// <summary>What is wrong, for a person, without the verdict: the caller says what was done about it.</summary>
    public string Sentence => Code switch
    {
        MisfitCode.UnknownService => $"service `{Service}` is not in the product model{Hint}",
        MisfitCode.UnknownProperty => $"property `{Name}` is not in service `{Service}` of the product model{Hint}",
        MisfitCode.UnknownCommand => $"command `{Name}` is not in service `{Service}` of the product model{Hint}",
        MisfitCode.UnknownPara => $"para `{Name}` is not in this command of service `{Service}`{Hint}",
        MisfitCode.Missing => $"`{Name}` is required",
        MisfitCode.NotWritable => $"property `{Name}` is not writable: its method is `{Actual}`",
        MisfitCode.Malformed => $"{(Name is null ? "the body" : $"`{Name}`")} should be {Expected}, got {Actual}",
        _ => $"`{Name}`: model says {Expected}, got {Actual}",
    };

    string Hint => Nearest is null ? "" : $" (did you mean `{Nearest}`?)";

    /// <summary>A value in a few words, from its bytes in the payload.</summary>
    internal static string Describe(ReadOnlySpan<byte> value)
    {
        var kind = value.IsEmpty ? "nothing" : value[0] switch
        {
            (byte)'"' => "string ",
            (byte)'{' => "object ",
            (byte)'[' => "array ",
            (byte)'t' or (byte)'f' => "boolean ",
            (byte)'n' => "",
            _ => "number ",
        };
        return Bound(kind + System.Text.Encoding.UTF8.GetString(value[..Math.Min(value.Length, 4 * ActualLengthMax)]));
    }

    internal static string Bound(string text) => text.Length <= ActualLengthMax ? text : string.Concat(text.AsSpan(0, ActualLengthMax - 1), "…");
}
