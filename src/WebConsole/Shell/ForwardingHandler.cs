namespace Dukou.WebConsole.Shell;

/// <summary>Tells the API for whose browser this process asks: its limit of wrong passwords counts that address, and its audit names it.</summary>
sealed class ForwardingHandler(HttpMessageHandler inner, string? from) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (from is not null)
            request.Headers.Add("X-Forwarded-For", from);
        return base.SendAsync(request, cancellationToken);
    }
}
