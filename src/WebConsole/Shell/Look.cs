using Dukou.WebConsole.Localization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dukou.WebConsole.Shell;

/// <summary>Language and theme of a browser: what it chose here, else what it asks for.</summary>
public sealed record Look(string Language, string Theme)
{
    const string LanguageCookie = "dukou-language";
    const string ThemeCookie = "dukou-theme";
    static readonly string[] Themes = ["auto", "light", "dark"];
    static readonly TimeSpan Remembered = TimeSpan.FromDays(365);

    public static Look Of(HttpRequest request) => new(
        request.Cookies[LanguageCookie] is { } language && Texts.Languages.Contains(language) ? language : Preferred(request),
        request.Cookies[ThemeCookie] is { } theme && Themes.Contains(theme) ? theme : "auto");

    /// <summary><c>/look?language=en&amp;theme=dark&amp;return=/devices</c>: remembers a choice and goes back.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/look", (HttpContext context, string? language, string? theme, string? @return) =>
    {
        if (language is not null && Texts.Languages.Contains(language))
            Remember(context, LanguageCookie, language);
        if (theme is not null && Themes.Contains(theme))
            Remember(context, ThemeCookie, theme);
        return Results.LocalRedirect(LocalPath.Of(@return));
    }).ExcludeFromDescription();

    static void Remember(HttpContext context, string name, string value) => context.Response.Cookies.Append(name, value,
        new CookieOptions { MaxAge = Remembered, SameSite = SameSiteMode.Strict, HttpOnly = true, Secure = context.Request.IsHttps, IsEssential = true });

    // The first of ours that the browser lists; its order is that of preference in practice.
    static string Preferred(HttpRequest request)
    {
        foreach (var wanted in request.GetTypedHeaders().AcceptLanguage.OrderByDescending(language => language.Quality ?? 1))
            if (Texts.Languages.FirstOrDefault(known => wanted.Value.StartsWith(known[..2], StringComparison.OrdinalIgnoreCase)) is { } language)
                return language;
        return Texts.English;
    }
}
