using System.Collections.Frozen;
using System.Reflection;

namespace Dukou.Server.Reasons;

/// <summary>Every reason of the program, by code; found by reflection over the classes named <c>…Reasons</c>.</summary>
static class ReasonCatalogue
{
    /// <summary>The reasons with the class and the name they are declared under, in the order of their codes.</summary>
    public static IReadOnlyList<(Type Owner, string Name, Reason Reason)> Declared { get; } = [.. typeof(ReasonCatalogue).Assembly.GetTypes()
        .Where(type => type.Name.EndsWith("Reasons", StringComparison.Ordinal))
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(field => field.FieldType == typeof(Reason))
        .Select(field => (field.DeclaringType!, field.Name, (Reason)field.GetValue(null)!)) // Static fields of a class.
        .OrderBy(declared => declared.Item3.Code, StringComparer.Ordinal)];

    /// <summary>By code. A test sees to it that no two reasons share one.</summary>
    public static FrozenDictionary<string, Reason> All { get; } = Declared.DistinctBy(declared => declared.Reason.Code).ToFrozenDictionary(declared => declared.Reason.Code, declared => declared.Reason);

    /// <summary>The reason of a code that was stored, perhaps by another release: a code that is not known any more stands for itself.</summary>
    public static Reason Find(string code) => All.GetValueOrDefault(code) ?? new Reason(code, code, code);
}
