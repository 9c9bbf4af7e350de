using Dukou.WebConsole.Parts;
using Dukou.WebConsole.Shell;
using Dukou.WebConsole.SignIn;
using Dukou.WebConsole.Start;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dukou.WebConsole;

/// <summary>
/// The front door of the console: what a program adds to serve it. The pages are clients of the REST API through the application SDK,
/// with the token of whoever signed in; they have no other way to the platform.
/// </summary>
public static class ConsolePages
{
    // A browser that sleeps comes back to its page; who has gone costs nothing for long.
    static readonly TimeSpan DisconnectedFor = TimeSpan.FromMinutes(2);
    const int DisconnectedMax = 50;

    /// <param name="services">The program's services; Data Protection is among them.</param>
    /// <param name="api">The address at which this process reaches the REST API, and the PEM file of a CA to trust there; asked once everything listens.</param>
    public static void Register(IServiceCollection services, Func<IServiceProvider, (Uri Api, string? CaFile)> api)
    {
        services.AddSingleton(provider => new ConsoleApi(() => api(provider)));
        services.AddScoped<ConsoleSession>();
        services.AddScoped<ApiCalls>();
        services.AddScoped<Script>();
        SignInCookie.Register(services);
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        services.TryAddSingleton(TimeProvider.System);
        services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            circuits.DisconnectedCircuitMaxRetained = DisconnectedMax;
            circuits.DisconnectedCircuitRetentionPeriod = DisconnectedFor;
        });
    }

    /// <summary>The API's token of whoever is signed in and sends this request; null for everybody else.</summary>
    public static Task<string?> TokenAsync(HttpContext context) => SignInCookie.TokenAsync(context);

    /// <summary>Maps every page; call it after the program's own addresses.</summary>
    public static void Map(WebApplication app)
    {
        app.UseMiddleware<PageHeaders>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        EmbeddedAssets.Map(app);
        Look.Map(app);
        SignInEndpoints.Map(app);
        Landing.Map(app);
        // The pages' own policy says who may frame them: nobody.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
