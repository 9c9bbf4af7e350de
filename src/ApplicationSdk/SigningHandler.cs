namespace Dukou.ApplicationSdk;

/// <summary>Puts an application's proof on every request of an <see cref="HttpClient"/>: a signature or a token.</summary>
public sealed class SigningHandler : DelegatingHandler
{
    readonly RequestSigner? _signer;
    readonly string? _token;

    /// <param name="credentials">An access key or a token.</param>
    /// <param name="clock">Stamps signatures; the system's clock by default.</param>
    /// <param name="inner">Sends the request; by default a handler of its own.</param>
    public SigningHandler(Credentials credentials, TimeProvider? clock = null, HttpMessageHandler? inner = null)
    {
        _signer = credentials is AccessKeyCredentials key ? new RequestSigner(key, clock) : null;
        _token = (credentials as TokenCredentials)?.Token;
        InnerHandler = inner ?? new SocketsHttpHandler { AllowAutoRedirect = false };
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_signer is not null)
            await _signer.SignAsync(request, cancellationToken).ConfigureAwait(false);
        else if (_token is not null)
        {
            request.Headers.Remove("X-Auth-Token");
            request.Headers.TryAddWithoutValidation("X-Auth-Token", _token);
        }
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
