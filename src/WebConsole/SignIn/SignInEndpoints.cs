using System.Net;
using Dukou.ApplicationSdk;
using Dukou.WebConsole.Shell;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Dukou.WebConsole.SignIn;

/// <summary>
/// Signing in and out. A password or a one-time ticket is exchanged for a token by the API's own operations; what they refuse is shown on
/// the page by its name.
/// </summary>
static class SignInEndpoints
{
    public const string Page = "/sign-in";

    // The API's tokens live as long; the API decides, the cookie only follows.
    static readonly TimeSpan CookieLifetime = TimeSpan.FromHours(24);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Page, ByPasswordAsync).ExcludeFromDescription();
        routes.MapPost("/sign-in/ticket", ByTicketAsync).ExcludeFromDescription();
        // The button stands on pages that have no form token; where the request comes from says the same.
        routes.MapPost("/sign-out", (Delegate)SignOutAsync).DisableAntiforgery().ExcludeFromDescription();
    }

    static Task<IResult> ByPasswordAsync(HttpContext context, ConsoleApi api, TimeProvider clock,
        [FromForm] string? user, [FromForm] string? password, [FromForm(Name = "return")] string? returnTo) =>
        SignInAsync(context, clock, returnTo, SignInProblem.Wrong, async cancellationToken => (await ApplicationClient.SignInAsync(
            api.Address, domain: null, user ?? "", password ?? "", new ForwardingHandler(api.Handler, AddressOf(context)), cancellationToken), user ?? ""));

    static Task<IResult> ByTicketAsync(HttpContext context, ConsoleApi api, TimeProvider clock, [FromForm] string? ticket) =>
        SignInAsync(context, clock, null, SignInProblem.Ticket, cancellationToken => ApplicationClient.SignInByTicketAsync(
            api.Address, ticket ?? "", new ForwardingHandler(api.Handler, AddressOf(context)), cancellationToken));

    static async Task<IResult> SignInAsync(HttpContext context, TimeProvider clock, string? returnTo, SignInProblem unproven, Func<CancellationToken, Task<(TokenCredentials Credentials, string UserName)>> exchange)
    {
        try
        {
            var (credentials, user) = await exchange(context.RequestAborted);
            await SignInCookie.SignInAsync(context, user, AddressOf(context), credentials, clock.GetUtcNow() + CookieLifetime);
            return Results.LocalRedirect(LocalPath.Of(returnTo));
        }
        catch (IotdaRequestException refused)
        {
            var problem = refused.Status switch
            {
                HttpStatusCode.TooManyRequests => SignInProblem.TooMany,
                HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest => unproven,
                _ => SignInProblem.Failed,
            };
            return Results.LocalRedirect($"{Page}?problem={problem}&return={Uri.EscapeDataString(LocalPath.Of(returnTo))}");
        }
        catch (Exception unanswered) when (unanswered is HttpRequestException or IOException)
        {
            return Results.LocalRedirect($"{Page}?problem={SignInProblem.Failed}&return={Uri.EscapeDataString(LocalPath.Of(returnTo))}");
        }
    }

    static string? AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString();

    static async Task<IResult> SignOutAsync(HttpContext context)
    {
        if (context.Request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin"))
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        await SignInCookie.SignOutAsync(context);
        return Results.LocalRedirect(Page);
    }
}

/// <summary>Why somebody was not signed in, as the page says it.</summary>
enum SignInProblem
{
    Wrong,
    TooMany,
    Ticket,
    Failed,
}
