namespace Dukou.Server.Api;

/// <summary>In which of the two languages a caller reads sentences.</summary>
static class ReaderLanguage
{
    /// <summary>Chinese when the query says so, or the caller's Accept-Language prefers it.</summary>
    /// <exception cref="IotdaException">It is none of ours.</exception>
    public static bool IsChinese(string? asked, HttpRequest request)
    {
        new Check().OneOf(asked, "lang", "en", "zh", "zh-CN").Done();
        return asked is not null
            ? asked.StartsWith("zh", StringComparison.Ordinal)
            : request.GetTypedHeaders().AcceptLanguage.OrderByDescending(language => language.Quality ?? 1)
                .FirstOrDefault(language => language.Quality is not 0)?.Value.StartsWith("zh", StringComparison.OrdinalIgnoreCase) == true;
    }
}
