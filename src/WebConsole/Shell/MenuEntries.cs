using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace Dukou.WebConsole.Shell;

/// <summary>An entry of the menu.</summary>
sealed record MenuEntry(string Address, MenuAttribute Menu);

/// <summary>The pages that have a place in the menu, in its order.</summary>
static class MenuEntries
{
    public static IReadOnlyList<MenuEntry> All { get; } = [.. typeof(MenuEntries).Assembly.GetTypes()
        .Select(page => (Menu: page.GetCustomAttribute<MenuAttribute>(), Route: page.GetCustomAttributes<RouteAttribute>().FirstOrDefault()))
        .Where(page => page is { Menu: not null, Route: not null })
        .Select(page => new MenuEntry(page.Route!.Template, page.Menu!)) // Both are there.
        .OrderBy(entry => entry.Menu.Order)];
}
