using Dukou.Server.Api;
using Dukou.Server.Api.Authentication;
using Dukou.Server.Audits;
using Dukou.Server.Home;

namespace Dukou.Server;

/// <summary>The REST shell, in the order in which a request passes it.</summary>
static class ApiServices
{
    public static void Register(IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(options.Api);
        services.AddSingleton<RowId>();
        services.AddSingleton<SignatureVerifier>();
        services.ConfigureHttpJsonOptions(json => Json.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddRouting();
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. options.CorsOrigins]).AllowAnyMethod().AllowAnyHeader()
            .WithExposedHeaders(CreateToken.TokenHeader, CallTraces.RequestIdHeader)));
        ApiDocument.Register(services);
        Health.Register(services);
    }

    public static void Use(WebApplication app)
    {
        app.UseMiddleware<CallTraces>();
        app.UseMiddleware<AuditTrail>();
        app.UseMiddleware<ErrorResponses>();
        DocsPage.Use(app);
        app.UseRouting();
        app.UseCors();
        app.UseMiddleware<ApiAuthentication>();
        Health.Map(app);
        CreateToken.Map(app);
        ExchangeLoginTicket.Map(app);
        ListProjects.Map(app);
        Operations.Map(app);
        ApiDocument.Map(app);
        DocsPage.Map(app);
    }
}
