namespace Dukou.Server.Tests;

/// <summary>How much a test proves about the real service.</summary>
enum Evidence
{
    /// <summary>The vendor's documents say so.</summary>
    Documented,

    /// <summary>The vendor's own SDK ran against the platform.</summary>
    VendorSdk,

    /// <summary>Compared with what the real service sent.</summary>
    Captured,
}

/// <summary>Marks a test that shows the effect of REST operations, not their status alone. docs/compatibility.md names it beside them.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
sealed class ShowsAttribute(params string[] operations) : Attribute
{
    public IReadOnlyList<string> Operations => operations;

    /// <summary>The test starts the platform again and finds what the operations did.</summary>
    public bool AfterRestart { get; init; }

    public Evidence Evidence { get; init; }
}

/// <summary>Marks a test that shows what a topic does; topics are written as the compatibility table writes them.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
sealed class ShowsTopicAttribute(params string[] topics) : Attribute
{
    public IReadOnlyList<string> Topics => topics;
}

/// <summary>Marks a test that goes to a limit and one step beyond; limits have the names of their options.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
sealed class ShowsLimitAttribute(params string[] limits) : Attribute
{
    public IReadOnlyList<string> Limits => limits;
}
