using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dukou.Server.DeviceAuthentication;

/// <summary>An internal function of templates (U:iot_01_0216, V:iot_02_0211).</summary>
/// <param name="Name">As templates write it.</param>
/// <param name="ArgumentsMin">How many arguments it takes at least.</param>
/// <param name="ArgumentsMax">How many arguments it takes at most.</param>
/// <param name="Apply">Computes it; throws <see cref="UnfitException"/> for arguments that it can't work on.</param>
sealed record TemplateFunction(string Name, int ArgumentsMin, int ArgumentsMax, Func<object[], object> Apply)
{
    public const string Sub = "Fn::Sub";
    public const string Hash = "Fn::HmacSHA256";

    const int JoinMax = 10;

    // The names of the other Math functions are not on the pages that were read; they follow MathDiv.
    static readonly FrozenDictionary<string, TemplateFunction> ByName = new TemplateFunction[]
    {
        new("Fn::ArraySelect", 2, 2, arguments => Item(List(arguments[1]), Number(arguments[0]))),
        new("Fn::Base64Decode", 1, 1, arguments => Decoded(Text(arguments[0]))),
        new("Fn::Base64Encode", 1, 1, arguments => Convert.ToBase64String(Bytes(arguments[0]))),
        new("Fn::GetBytes", 1, 1, arguments => Encoding.UTF8.GetBytes(Text(arguments[0]))),
        new(Hash, 2, 2, arguments => Convert.ToHexStringLower(HMACSHA256.HashData(Bytes(arguments[1]), Encoding.UTF8.GetBytes(Text(arguments[0]))))),
        new("Fn::Join", 1, JoinMax, arguments => string.Concat(arguments.Select(Text))),
        new("Fn::MathAdd", 2, 2, arguments => Math(arguments, (x, y) => checked(x + y))),
        new("Fn::MathSub", 2, 2, arguments => Math(arguments, (x, y) => checked(x - y))),
        new("Fn::MathMultiply", 2, 2, arguments => Math(arguments, (x, y) => checked(x * y))),
        new("Fn::MathDiv", 2, 2, arguments => Math(arguments, (x, y) => x / y)),
        new("Fn::MathMod", 2, 2, arguments => Math(arguments, (x, y) => x % y)),
        new("Fn::Split", 2, 2, arguments => Text(arguments[0]).Split(Separator(arguments[1]))),
        new("Fn::SplitSelect", 3, 3, arguments => Item(Text(arguments[0]).Split(Separator(arguments[1])), Number(arguments[2]))),
        new("Fn::SubStringAfter", 2, 2, arguments => Cut(Text(arguments[0]), Separator(arguments[1]), (text, at, length) => text[(at + length)..])),
        new("Fn::SubStringBefore", 2, 2, arguments => Cut(Text(arguments[0]), Separator(arguments[1]), (text, at, _) => text[..at])),
        new("Fn::ToLowerCase", 1, 1, arguments => Text(arguments[0]).ToLowerInvariant()),
        new("Fn::ToUpperCase", 1, 1, arguments => Text(arguments[0]).ToUpperInvariant()),
    }.ToFrozenDictionary(function => function.Name);

    /// <summary>True for those through which a hash in a password must not go.</summary>
    public bool Cuts => Name is "Fn::Split" or "Fn::SplitSelect" or "Fn::SubStringAfter" or "Fn::SubStringBefore";

    public bool IsBase64 => Name is "Fn::Base64Decode" or "Fn::Base64Encode";

    public static TemplateFunction? Find(string name) => ByName.GetValueOrDefault(name);

    public static IEnumerable<string> Names => ByName.Keys.Append("Ref").Append(Sub).Order(StringComparer.Ordinal);

    static string Text(object value) => value as string ?? throw new UnfitException($"{(value is string[]? "a list stands" : "bytes stand")} where text is wanted");

    static byte[] Bytes(object value) => value as byte[] ?? Encoding.UTF8.GetBytes(Text(value));

    static string[] List(object value) => value as string[] ?? throw new UnfitException("text stands where a list is wanted");

    static long Number(object value) => long.TryParse(Text(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new UnfitException($"'{Text(value)}' is no whole number");

    static string Separator(object value) => Text(value) is { Length: > 0 } separator ? separator : throw new UnfitException("the separator is empty");

    static string Item(string[] list, long index) => index >= 0 && index < list.Length ? list[index] : throw new UnfitException($"there are {list.Length} items, so none at {index}");

    static string Cut(string text, string separator, Func<string, int, int, string> cut) =>
        text.IndexOf(separator, StringComparison.Ordinal) is >= 0 and var at ? cut(text, at, separator.Length) : throw new UnfitException($"'{separator}' is not in '{text}'");

    static string Math(object[] arguments, Func<long, long, long> compute)
    {
        var (x, y) = (Number(arguments[0]), Number(arguments[1]));
        try
        {
            return compute(x, y).ToString(CultureInfo.InvariantCulture);
        }
        catch (ArithmeticException)
        {
            throw new UnfitException($"{x} and {y} can't be computed");
        }
    }

    static byte[] Decoded(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : throw new UnfitException("it is not Base64");
    }
}
