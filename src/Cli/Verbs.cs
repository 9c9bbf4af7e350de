using System.CommandLine;
using System.Reflection;

namespace Dukou.Cli;

/// <summary>Every <see cref="VerbAttribute"/> of the program, in the order of its help.</summary>
static class Verbs
{
    /// <summary>Makes the verb that is asked for; the others cost time. Makes all when none is.</summary>
    public static IEnumerable<Command> For(string[] arguments)
    {
        var all = new List<Found>();
        // Static classes first: to ask each type for its attributes takes longer than most verbs.
        foreach (var type in typeof(Verbs).Assembly.GetTypes())
            if (type is { IsAbstract: true, IsSealed: true, IsNested: false } && type.GetCustomAttribute<VerbAttribute>() is { } verb)
                all.Add(new(type, verb));
        all.Sort((one, other) => one.Verb.Place.CompareTo(other.Verb.Place));
        var asked = all.FindAll(found => arguments is [var first, ..] && first == found.Verb.Name);
        return (asked.Count > 0 ? asked : all).Select(found => Make(found.Type));
    }

    static Command Make(Type type) =>
        (Command)(type.GetMethod("Verb", BindingFlags.Public | BindingFlags.Static) ?? throw new InvalidOperationException($"{type} has no public static method Verb.")).Invoke(null, null)!;

    sealed record Found(Type Type, VerbAttribute Verb);
}
