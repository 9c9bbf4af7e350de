using System.Security.Claims;
using Dukou.ApplicationSdk;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dukou.WebConsole.SignIn;

/// <summary>
/// A browser's proof: an encrypted cookie with the API's token, which scripts can't read and other sites can't send. It ends with the
/// token. The API itself takes no cookie, so that no page of another site can call it in a person's name.
/// </summary>
static class SignInCookie
{
    const string Scheme = "console";
    const string TokenClaim = "token";
    const string ProjectClaim = "project";
    const string AddressClaim = "address";

    public static void Register(IServiceCollection services)
    {
        services.AddAuthentication(Scheme).AddCookie(Scheme, cookie =>
        {
            cookie.Cookie.Name = "dukou-console";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            // Plain HTTP stays possible on loopback and inside a network that its operator trusts.
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.Cookie.IsEssential = true;
            cookie.LoginPath = SignInEndpoints.Page;
            cookie.ReturnUrlParameter = "return";
            cookie.SlidingExpiration = false;
            // Without host: behind a proxy the browser knows it better than this process.
            cookie.Events.OnRedirectToLogin = context =>
            {
                context.Response.Redirect(new Uri(context.RedirectUri).PathAndQuery);
                return Task.CompletedTask;
            };
        });
        services.AddSingleton<IAuthorizationPolicyProvider, PagePolicies>();
        services.AddAuthorization();
    }

    public static Task SignInAsync(HttpContext context, string user, string? address, TokenCredentials credentials, DateTimeOffset expiresAt) => context.SignInAsync(
        Scheme,
        new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, user), new(TokenClaim, credentials.Token), new(ProjectClaim, credentials.ProjectId), new(AddressClaim, address ?? "")], Scheme)),
        new AuthenticationProperties { ExpiresUtc = expiresAt });

    /// <summary>Out of a request that did not come to one of the pages.</summary>
    public static async Task<string?> TokenAsync(HttpContext context) =>
        await context.AuthenticateAsync(Scheme) is { Succeeded: true, Principal: { } user } ? CredentialsOf(user)?.Token : null;

    public static Task SignOutAsync(HttpContext context) => context.SignOutAsync(Scheme);

    /// <summary>From where this browser signed in.</summary>
    public static string? AddressOf(ClaimsPrincipal user) => user.FindFirstValue(AddressClaim) is { Length: > 0 } address ? address : null;

    public static TokenCredentials? CredentialsOf(ClaimsPrincipal user) =>
        user.FindFirstValue(TokenClaim) is { } token && user.FindFirstValue(ProjectClaim) is { } project ? new(token, project) : null;
}
