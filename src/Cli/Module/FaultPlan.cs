using System.Globalization;

namespace Dukou.Cli.Module;

/// <summary>
/// What goes wrong with one virtual module's network, and when, in seconds of the module's own clock since power-on. Made from a
/// specification and a seed: the same two give the same plan on every machine.
/// </summary>
sealed class FaultPlan
{
    // A plan travels in an environment variable; Windows takes 32,767 characters for all of them.
    const int EventsMax = 400;

    // What repeats is planned for a day.
    const double Horizon = 86_400;

    readonly List<(string Kind, double Start, double Length)> _events = [];

    FaultPlan()
    {
    }

    public static FaultPlan None { get; } = new();

    public bool IsNone => _events.Count == 0;

    /// <summary>Draws what the specification leaves to chance.</summary>
    public static FaultPlan Draw(IEnumerable<FaultSpec> specification, long seed)
    {
        var plan = new FaultPlan();
        var chance = new SplitMix((ulong)seed);
        foreach (var spec in specification)
            if (spec.Every is not { } mean)
                plan._events.Add((spec.Kind, spec.Start, spec.Length));
            else
                for (var at = spec.Start + mean * chance.Next(); at < Horizon && plan._events.Count < EventsMax; at += mean * (0.5 + chance.Next()))
                    plan._events.Add((spec.Kind, at, spec.Length * (0.5 + chance.Next())));
        return plan;
    }

    /// <summary>As the libraries read it: <c>kind start seconds;…</c>.</summary>
    public override string ToString() =>
        string.Join(';', _events.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Kind} {each.Start:0.###} {each.Length:0.###}")));

    /// <summary>SplitMix64, written out so that a plan does not change with the runtime's own generator.</summary>
    sealed class SplitMix(ulong state)
    {
        ulong _state = state;

        /// <summary>From 0 to below 1.</summary>
        public double Next()
        {
            var mixed = _state += 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53));
        }
    }
}
