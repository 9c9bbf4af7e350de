using System.CommandLine;
using System.Reflection;

namespace Dukou.Cli;

/// <summary>Every <see cref="VerbAttribute"/> of the program, in the order of its help.</summary>
static class Verbs
{
    /// <summary>Makes the verb that is asked for; the others cost time. Makes all when none is.</summary>
    public static IEnumerable<Command> For(string[] arguments)
    {
        // Static classes first: to ask each type for its attributes takes longer than most verbs.
        var all = typeof(Verbs).Assembly.GetTypes().Where(type => type is { IsAbstract: true, IsSealed: true, IsNested: false })
            .Select(type => (Type: type, Verb: type.GetCustomAttribute<VerbAttribute>()))
            .Where(found => found.Verb is not null)
            .OrderBy(found => found.Verb!.Place)
            .ToList();
        var asked = all.Where(found => arguments is [var first, ..] && first == found.Verb!.Name).ToList();
        return (asked.Count > 0 ? asked : all).Select(found => Make(found.Type));
    }

    static Command Make(Type type) =>
        (Command)(type.GetMethod("Verb", BindingFlags.Public | BindingFlags.Static) ?? throw new InvalidOperationException($"{type} has no public static method Verb.")).Invoke(null, null)!;
}
