using System.Text.Json.Nodes;

namespace Dukou.ApplicationSdk;

// One-time links, which only Dukou has.
public sealed partial class ApplicationClient
{
    /// <summary>Exchanges a one-time ticket for its user's token (<c>POST /v1/login-tickets/exchange</c>).</summary>
    /// <exception cref="IotdaRequestException">The ticket is unknown, used or older than ten minutes.</exception>
    public static async Task<(TokenCredentials Credentials, string UserName)> SignInByTicketAsync(Uri endpoint, string ticket, HttpMessageHandler? handler = null, CancellationToken cancellationToken = default)
    {
        using var http = new HttpClient(handler ?? new SocketsHttpHandler(), disposeHandler: handler is null) { BaseAddress = endpoint };
        using var response = await http.PostAsync(new Uri("/v1/login-tickets/exchange", UriKind.Relative), JsonBody(new JsonObject { ["ticket"] = ticket }), cancellationToken).ConfigureAwait(false);
        var answer = Answers.Parsed(await Answers.TextAsync(response, cancellationToken).ConfigureAwait(false));
        var token = response.Headers.TryGetValues(TokenHeader, out var tokens) ? tokens.First() : "";
        return (new TokenCredentials(token, (string?)answer?["project_id"] ?? ""), (string?)answer?["user_name"] ?? "");
    }
}
