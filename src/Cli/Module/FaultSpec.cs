using System.Globalization;
using System.Text.RegularExpressions;

namespace Dukou.Cli.Module;

/// <summary>
/// One fault as a person writes it: <c>KIND[@START][+LENGTH][*MEAN]</c>, times in seconds. <c>signal@60+20</c> strikes once,
/// <c>signal*120+20</c> again and again, every 120 s on average.
/// </summary>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Start">Since power-on.</param>
/// <param name="Length">How long it lasts, or by how much it delays.</param>
/// <param name="Every">The mean time between two; null strikes once.</param>
sealed partial record FaultSpec(string Kind, double Start, double Length, double? Every)
{
    /// <summary>What can go wrong, with the length that each has when none is given.</summary>
    public static IReadOnlyDictionary<string, double> Kinds { get; } = new Dictionary<string, double>
    {
        ["signal"] = 20, // the network is away; what was sent meanwhile arrives late, as TCP sees to it
        ["sim"] = 10, // the SIM card is not ready
        ["halfopen"] = 0, // the connection is dead and nobody has said so
        ["connack"] = 5, // CONNACK comes late, from then on
        ["dns"] = 20, // names can't be resolved
        ["clock"] = 0, // the clock falls back to 2000
    };

    /// <summary>A mobile network on an ordinary day.</summary>
    const string Mobile = "sim+6,signal*180+20,halfopen*400,dns*300+10,connack+2,clock";

    /// <summary>Null when the text is no specification; then <paramref name="wrong"/> is the part that isn't.</summary>
    public static IReadOnlyList<FaultSpec>? Parse(string text, out string wrong)
    {
        var specs = new List<FaultSpec>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .SelectMany(part => part == "mobile" ? Mobile.Split(',') : [part]))
        {
            var match = Shape().Match(part);
            if (!match.Success || !Kinds.TryGetValue(match.Groups["kind"].Value, out var usual) || Seconds(match, "every") is 0)
            {
                wrong = part;
                return null;
            }
            specs.Add(new(match.Groups["kind"].Value, Seconds(match, "start") ?? 0, Seconds(match, "length") ?? usual, Seconds(match, "every")));
        }
        wrong = "";
        return specs;
    }

    static double? Seconds(Match match, string name) =>
        match.Groups[name] is { Success: true } group ? double.Parse(group.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^(?<kind>[a-z]+)(?:@(?<start>\d{1,6}(?:\.\d+)?)|\+(?<length>\d{1,6}(?:\.\d+)?)|\*(?<every>\d{1,6}(?:\.\d+)?)){0,3}$", RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
