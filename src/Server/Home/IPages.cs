namespace Dukou.Server.Home;

/// <summary>
/// Web pages that the program brings along: the console. The server knows no more of them than this; they use the REST API as any other
/// client does.
/// </summary>
public interface IPages
{
    void Register(IServiceCollection services);

    /// <summary>The token of whoever is signed in to the pages and sends this request; null for everybody else.</summary>
    Task<string?> TokenAsync(HttpContext context);

    /// <summary>Called last, when every address of the API is mapped.</summary>
    void Map(WebApplication app);
}
