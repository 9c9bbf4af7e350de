using Dukou.Server;
using Dukou.Server.Home;
using Dukou.WebConsole;

namespace Dukou.Cli;

/// <summary>The console as pages of the platform; it reaches the API at the platform's own listener.</summary>
sealed class PlatformPages : IPages
{
    public void Register(IServiceCollection services) => ConsolePages.Register(services, Platform.LocalApi);

    public Task<string?> TokenAsync(HttpContext context) => ConsolePages.TokenAsync(context);

    public void Map(WebApplication app) => ConsolePages.Map(app);
}
