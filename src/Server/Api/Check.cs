using System.Globalization;
using System.Text.RegularExpressions;

namespace Dukou.Server.Api;

/// <summary>
/// Checks a request member by member and collects every mistake, so that the caller reads all of them in one answer.
/// Paths are written as in the body: <c>auth_info.secret</c>.
/// </summary>
sealed class Check
{
    readonly List<string> _mistakes = [];

    public Check That(bool holds, string path, string sentence)
    {
        if (!holds)
            _mistakes.Add($"{path}: {sentence}");
        return this;
    }

    public Check Required(object? value, string path) => That(value is not (null or ""), path, "is required");

    /// <summary>Length in characters, and the pattern when given; an absent value passes.</summary>
    public Check Text(string? value, string path, int max, Regex? pattern = null, int min = 1)
    {
        if (value is null)
            return this;
        That(value.Length >= min && value.Length <= max, path, string.Create(CultureInfo.InvariantCulture, $"must have {min} to {max} characters, has {value.Length}"));
        if (pattern is not null)
            That(pattern.IsMatch(value), path, $"'{Shortened(value)}' has characters that are not allowed (allowed: {pattern})");
        return this;
    }

    public Check OneOf(string? value, string path, params ReadOnlySpan<string> allowed) =>
        That(value is null || allowed.Contains(value), path, $"'{Shortened(value)}' is not one of {string.Join(", ", allowed.ToArray())}");

    public Check Range(long? value, string path, long min, long max) =>
        That(value is null || (value >= min && value <= max), path, string.Create(CultureInfo.InvariantCulture, $"must be from {min} to {max}, is {value}"));

    /// <summary>A query parameter that is <c>true</c> or <c>false</c>; null when it is absent.</summary>
    public bool? Flag(string? text, string path)
    {
        That(text is null or "true" or "false", path, $"must be true or false, is '{Shortened(text)}'");
        return text is null ? null : text == "true";
    }

    /// <exception cref="IotdaException">IOTDA.000006 with every mistake, when there is any.</exception>
    public void Done()
    {
        if (_mistakes.Count > 0)
            throw Errors.InvalidRequest(string.Join("; ", _mistakes) + ".");
    }

    static string? Shortened(string? value) => value is { Length: > 64 } ? value[..64] + "…" : value;
}
