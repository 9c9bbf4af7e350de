using System.Reflection;

namespace Dukou.Server.Tests.Compatibility;

/// <summary>One test that shows something.</summary>
sealed record Showing(MethodInfo Method, bool AfterRestart, Evidence Evidence)
{
    public string Test => $"{Method.DeclaringType!.Name}.{Method.Name}"; // A method of a type.
}

/// <summary>The marked tests of this assembly, by what they show.</summary>
static class TableShown
{
    static readonly MethodInfo[] Marked = [.. typeof(TableShown).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(method => method.IsDefined(typeof(ShowsAttribute)) || method.IsDefined(typeof(ShowsTopicAttribute)) || method.IsDefined(typeof(ShowsLimitAttribute)))];

    public static ILookup<string, Showing> Operations { get; } = By<ShowsAttribute>(shows => shows.Operations, shows => (shows.AfterRestart, shows.Evidence));

    public static ILookup<string, Showing> Topics { get; } = By<ShowsTopicAttribute>(shows => shows.Topics);

    public static ILookup<string, Showing> Limits { get; } = By<ShowsLimitAttribute>(shows => shows.Limits);

    public static IEnumerable<MethodInfo> Methods => Marked;

    static ILookup<string, Showing> By<TMark>(Func<TMark, IReadOnlyList<string>> keys, Func<TMark, (bool AfterRestart, Evidence Evidence)>? grade = null) where TMark : Attribute =>
        Marked.SelectMany(method => method.GetCustomAttributes<TMark>().SelectMany(mark => keys(mark).Select(key => (key, mark, method))))
            .Select(found => (found.key, Showing: new Showing(found.method, grade?.Invoke(found.mark).AfterRestart ?? false, grade?.Invoke(found.mark).Evidence ?? default)))
            .OrderBy(found => found.Showing.Test, StringComparer.Ordinal)
            .ToLookup(found => found.key, found => found.Showing);
}
