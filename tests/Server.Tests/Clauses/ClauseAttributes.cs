namespace Dukou.Server.Tests.Clauses;

/// <summary>Marks a test that shows normative statements of MQTT 5.0, by their numbers without <c>MQTT-</c>. docs/mqtt-clauses.md names it beside them.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class Clause5Attribute(params string[] clauses) : Attribute
{
    public IReadOnlyList<string> Clauses => clauses;
}

/// <summary>The same for MQTT 3.1.1, whose numbers mean other statements.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class Clause311Attribute(params string[] clauses) : Attribute
{
    public IReadOnlyList<string> Clauses => clauses;
}
