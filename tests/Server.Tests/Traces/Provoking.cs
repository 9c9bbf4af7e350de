using System.Reflection;

namespace Dukou.Server.Tests.Traces;

/// <summary>The tests of this assembly that provoke reasons, by reason.</summary>
static class Provoking
{
    public static IReadOnlyList<(string Code, string Test)> Tests { get; } = [.. typeof(Provoking).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .SelectMany(method => method.GetCustomAttributes<ProvokesAttribute>().Select(provokes => (provokes.Code, $"{method.DeclaringType!.Name}.{method.Name}"))) // A method of a type.
        .Order()];
}
