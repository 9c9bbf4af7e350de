namespace Dukou.WebConsole.Shell;

/// <summary>Gives a page its place in the menu. Adding a page is adding its file.</summary>
/// <param name="text">The key of its name.</param>
/// <param name="order">Smaller comes earlier; tens are groups.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MenuAttribute(string text, int order) : Attribute
{
    public string Text { get; } = text;
    public int Order { get; } = order;

    /// <summary>The role to which the API answers the page's calls; the entry is not shown to others.</summary>
    public string? Role { get; init; }

    /// <summary>A name of <see cref="Parts.Icon"/>.</summary>
    public required string Icon { get; init; }
}
