using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Dukou.Server.Accounts;
using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.Metadata;
using Scalar.AspNetCore;

namespace Dukou.Server.Home;

/// <summary>
/// <c>/docs</c>: the API to read and to try. <c>/docs?api=CreateMessage</c> opens at that operation. Nothing is loaded from or sent to
/// another origin: the options switch it off and the content security policy forbids it. Who is signed in to the console finds project id
/// and their own token filled in, and so does a person at this computer while nobody but the owner has a user.
/// </summary>
static partial class DocsPage
{
    const string Root = "/docs";
    const string NonceItem = "docs nonce";
    const string TokenItem = "docs token";
    // Long enough to try a few operations; the page makes a new one whenever it is loaded.
    static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(30);
    static readonly string[] ProxyHeaders = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"];

    /// <summary>Guards the page; stands before routing.</summary>
    public static void Use(IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.Request.Path.StartsWithSegments(Root, StringComparison.Ordinal))
        {
            var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            context.Items[NonceItem] = nonce;
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy =
                $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; " +
                "connect-src 'self'; worker-src 'self' blob:; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            if (!Path.HasExtension(context.Request.Path))
            {
                headers.CacheControl = "no-store";
                if (context.RequestServices.GetService<IPages>() is { } pages)
                    context.Items[TokenItem] = await pages.TokenAsync(context);
            }
            if (context.Request.Query["api"].ToString() is { Length: > 0 } name && Anchor(context.RequestServices.GetRequiredService<EndpointDataSource>(), name) is { } anchor)
            {
                context.Response.Redirect($"{Root}/#{anchor}");
                return;
            }
        }
        await next(context);
    });

    public static void Map(IEndpointRouteBuilder routes) => routes.MapScalarApiReference(Root, Configure);

    /// <summary>Scalar's name for an operation's place on the page: <c>tag/{group}/{METHOD}{path}</c>. Null when no built operation has the name.</summary>
    static string? Anchor(EndpointDataSource endpoints, string name) => endpoints.Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName == name)
        .Select(endpoint => endpoint.Metadata.GetMetadata<ITagsMetadata>() is { Tags: [var group, ..] } && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods: [var method, ..] }
            ? $"tag/{Slug(group)}/{method}{ApiDocument.SnakeCase(endpoint.RoutePattern.RawText!)}"
            : null)
        .FirstOrDefault();

    static string Slug(string group) => Separators().Replace(NotInSlug().Replace(group, ""), "-").Trim('-').ToLowerInvariant();

    [GeneratedRegex(@"[^\p{L}\p{M}\p{N}\s_-]")]
    private static partial Regex NotInSlug();

    [GeneratedRegex(@"[\s_-]+")]
    private static partial Regex Separators();

    static void Configure(ScalarOptions options, HttpContext context)
    {
        options.Nonce = (string)context.Items[NonceItem]!;
        options.Title = "Dukou API";
        options.DefaultFonts = false;
        options.OpenApiRoutePattern = "/openapi/{documentName}.json";
        options.DisableTelemetry().DisableAgent().DisableMcp().HideClientButton().HideDeveloperTools();
        options.AddDocument(ApiDocument.Name);
        if ((context.Items[TokenItem] as string ?? LocalToken(context)) is not { } token)
            return;
        var accounts = context.RequestServices.GetRequiredService<AccountStore>();
        options.OpenApiRoutePattern += $"?{ApiDocument.ProjectIdQuery}={accounts.Project.ProjectId}";
        options.AddPreferredSecuritySchemes(ApiDocument.TokenScheme)
            .AddApiKeyAuthentication(ApiDocument.TokenScheme, scheme => scheme.Value = token);
    }

    static string? LocalToken(HttpContext context)
    {
        var accounts = context.RequestServices.GetRequiredService<AccountStore>();
        // With others about, whoever comes from here, perhaps through a tunnel, need not be the owner.
        if (accounts.Users.Count > 1 || !IsAtThisComputer(context))
            return null;
        return context.RequestServices.GetRequiredService<Tokens>().Issue(accounts.Owner, TokenLifetime).Token;
    }

    /// <summary>
    /// Both ends are loopback and the browser was asked for a loopback address: a page of another site that points its name here (DNS
    /// rebinding) has that name in Host. A proxy on this computer serves others, as does a platform with an advertised address.
    /// </summary>
    static bool IsAtThisComputer(HttpContext context) =>
        context.Connection is { RemoteIpAddress: { } remote, LocalIpAddress: { } local } && IPAddress.IsLoopback(remote) && IPAddress.IsLoopback(local)
        && context.RequestServices.GetRequiredService<ServerOptions>() is { Advertise: null }
        && (context.Request.Host.Host is "localhost" || (IPAddress.TryParse(context.Request.Host.Host, out var host) && IPAddress.IsLoopback(host)))
        && !Array.Exists(ProxyHeaders, context.Request.Headers.ContainsKey);
}
