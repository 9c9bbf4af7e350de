using Dukou.ApplicationSdk;
using Dukou.WebConsole.Parts;
using Dukou.WebConsole.Shell;
using Dukou.WebConsole.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dukou.WebConsole.Start;

/// <summary>
/// Where somebody comes in: to the five steps until a device has ever been connected, afterwards to what is going on. An answer of the
/// server's and no live page: whoever leaves such a page before it has led on leaves an error in the log.
/// </summary>
static class Landing
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", HandleAsync).RequireAuthorization().ExcludeFromDescription();

    static async Task<IResult> HandleAsync(HttpContext context, ConsoleApi api, ApiCalls calls) =>
        Results.LocalRedirect(await HasConnectedAsync(context, api, calls) ? "/overview" : "/start");

    static async Task<bool> HasConnectedAsync(HttpContext context, ConsoleApi api, ApiCalls calls)
    {
        if (SignInCookie.CredentialsOf(context.User) is not { } credentials)
            return false;
        try
        {
            using var client = api.ClientFor(credentials, SignInCookie.AddressOf(context.User), calls.Recorder());
            var devices = (await client.ShowStatisticsAsync(cancellationToken: context.RequestAborted)).Devices;
            return devices?.Registered > devices?.Inactive;
        }
        catch (Exception unknown) when (unknown is IotdaRequestException || Unanswered.Is(unknown))
        {
            // The page says what is wrong, or leads to the sign-in page.
            return true;
        }
    }
}
