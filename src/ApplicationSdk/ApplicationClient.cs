using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Dukou.ApplicationSdk;

/// <summary>
/// A client of the REST API of IoTDA, of Dukou or of the cloud: a method for each operation, which signs the request, reads the answer
/// into records, and turns a refusal into <see cref="IotdaRequestException"/>. Any number of threads may share one; dispose it at the end.
/// </summary>
public sealed partial class ApplicationClient : IDisposable
{
    const string TokenHeader = "X-Subject-Token";

    readonly HttpClient _http;

    /// <param name="endpoint">The API's address, such as <c>http://127.0.0.1:8080</c>, or an instance's in the cloud.</param>
    /// <param name="credentials">An access key or a token.</param>
    /// <param name="clock">Stamps signatures; the system's clock by default.</param>
    /// <param name="handler">Sends the requests; give one to trust a private CA. Disposed with the client.</param>
    /// <param name="instanceId">The instance that the cloud is to ask when an endpoint serves several; sent as <c>Instance-Id</c>.</param>
    public ApplicationClient(Uri endpoint, Credentials credentials, TimeProvider? clock = null, HttpMessageHandler? handler = null, string? instanceId = null)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        Credentials = credentials;
        // A synchronous command takes up to 20 seconds on the server; the vendor's clients wait for 120.
        _http = new HttpClient(new SigningHandler(credentials, clock, handler)) { BaseAddress = endpoint, Timeout = TimeSpan.FromSeconds(120) };
        if (instanceId is not null)
            _http.DefaultRequestHeaders.TryAddWithoutValidation("Instance-Id", instanceId);
    }

    /// <summary>Who this client is to the platform.</summary>
    public Credentials Credentials { get; }

    /// <summary>Exchanges a user's password for a token (<c>POST /v3/auth/tokens</c>); it is valid for 24 hours.</summary>
    /// <exception cref="IotdaRequestException">The platform knows no such user, or the password is another.</exception>
    public static async Task<TokenCredentials> SignInAsync(Uri endpoint, string? domain, string user, string password, HttpMessageHandler? handler = null, CancellationToken cancellationToken = default)
    {
        using var http = new HttpClient(handler ?? new SocketsHttpHandler(), disposeHandler: handler is null) { BaseAddress = endpoint };
        var body = new JsonObject
        {
            ["auth"] = new JsonObject
            {
                ["identity"] = new JsonObject
                {
                    ["methods"] = new JsonArray("password"),
                    ["password"] = new JsonObject
                    {
                        ["user"] = new JsonObject { ["name"] = user, ["password"] = password, ["domain"] = new JsonObject { ["name"] = domain } },
                    },
                },
            },
        };
        using var response = await http.PostAsync(new Uri("/v3/auth/tokens", UriKind.Relative), JsonBody(body), cancellationToken).ConfigureAwait(false);
        var answer = Answers.Parsed(await Answers.TextAsync(response, cancellationToken).ConfigureAwait(false));
        var token = response.Headers.TryGetValues(TokenHeader, out var tokens) ? tokens.First() : "";
        return new TokenCredentials(token, (string?)answer?["token"]?["project"]?["id"] ?? "");
    }

    /// <summary>Calls an operation that has no method here. <c>{project_id}</c> in the path is filled in. Null is returned for an answer without body.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">Path and query, such as <c>/v5/iot/{project_id}/devices?limit=10</c>, values percent-encoded.</param>
    /// <param name="body">The JSON body, if the operation reads one.</param>
    /// <param name="cancellationToken">Gives up waiting; the platform may still carry the request out.</param>
    /// <exception cref="IotdaRequestException">The platform refused or failed.</exception>
    public Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonNode? body = null, CancellationToken cancellationToken = default) =>
        SendAsync(method, path, body is null ? null : JsonBody(body), cancellationToken);

    /// <summary>The same with any content: a file in a <see cref="MultipartFormDataContent"/>, or a stream.</summary>
    /// <exception cref="IotdaRequestException">The platform refused or failed.</exception>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var response = await OpenAsync(method, path.Replace("{project_id}", ProjectPart, StringComparison.Ordinal), content, cancellationToken).ConfigureAwait(false);
        return Answers.Parsed(await Answers.TextAsync(response, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // The media type stands bare: a charset parameter is one more thing that a proxy may rewrite after the signature.
    static ByteArrayContent JsonBody(JsonNode body) => JsonBody(Encoding.UTF8.GetBytes(body.ToJsonString()));

    static ByteArrayContent JsonBody(byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
