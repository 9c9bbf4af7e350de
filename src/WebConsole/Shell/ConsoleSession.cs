using Dukou.ApplicationSdk;
using Dukou.ApplicationSdk.Models;
using Dukou.WebConsole.Parts;
using Dukou.WebConsole.SignIn;
using Microsoft.AspNetCore.Components.Authorization;

namespace Dukou.WebConsole.Shell;

/// <summary>Who uses this page, and their client of the REST API. One for each browser tab; its token never leaves the server.</summary>
public sealed class ConsoleSession(AuthenticationStateProvider authentication, ConsoleApi api, ApiCalls calls) : IDisposable
{
    ApplicationClient? _client;
    string? _role;
    ShowEndpointsResponse? _endpoints;

    /// <summary>The client; null when nobody is signed in.</summary>
    public async ValueTask<ApplicationClient?> ClientAsync()
    {
        if (_client is not null)
            return _client;
        var state = await authentication.GetAuthenticationStateAsync();
        return SignInCookie.CredentialsOf(state.User) is { } credentials ? _client = api.ClientFor(credentials, SignInCookie.AddressOf(state.User), calls.Recorder()) : null;
    }

    /// <summary>The addresses that devices are told; asked once for each tab. Null when nobody is signed in.</summary>
    public async ValueTask<ShowEndpointsResponse?> EndpointsAsync() => _endpoints ??= await ClientAsync() is { } client ? await client.ShowEndpointsAsync() : null;

    /// <summary>The role of whoever uses the tab; null when nobody is signed in. Only what is shown depends on it: the API decides.</summary>
    public async ValueTask<string?> RoleAsync()
    {
        try
        {
            return _role ??= await ClientAsync() is { } client ? (await client.ShowOwnUserAsync()).Role : null;
        }
        catch (Exception unknown) when (unknown is IotdaRequestException || Unanswered.Is(unknown))
        {
            // The page itself says what is wrong, or leads to the sign-in page.
            return null;
        }
    }

    public void Dispose() => _client?.Dispose();
}
