using System.Security.Cryptography.X509Certificates;
using Dukou.ApplicationSdk;

namespace Dukou.WebConsole.Shell;

/// <summary>How the console's server half reaches the REST API. One connection pool serves every session.</summary>
public sealed class ConsoleApi(Func<(Uri Api, string? CaFile)> locate) : IDisposable
{
    readonly Lazy<(Uri Address, HttpMessageInvoker Pool)> _api = new(() =>
    {
        var (address, caFile) = locate();
        return (address, new HttpMessageInvoker(HandlerFor(caFile)));
    });

    public Uri Address => _api.Value.Address;

    /// <summary>Sends requests; disposing it leaves the pool alone.</summary>
    public HttpMessageHandler Handler => new Pooled(_api.Value.Pool);

    /// <summary>A client for whoever holds the token and sits at the address.</summary>
    public ApplicationClient ClientFor(TokenCredentials credentials, string? address, DelegatingHandler recorder)
    {
        recorder.InnerHandler = new ForwardingHandler(Handler, address);
        return new ApplicationClient(Address, credentials, handler: recorder);
    }

    /// <summary>A client for what needs no proof.</summary>
    public ApplicationClient Anonymous() => new(Address, new TokenCredentials("", ""), handler: Handler);

    public void Dispose()
    {
        if (_api.IsValueCreated)
            _api.Value.Pool.Dispose();
    }

    static SocketsHttpHandler HandlerFor(string? caFile)
    {
        var handler = new SocketsHttpHandler();
        if (caFile is null)
            return handler;
        // The platform's own authority, and no other.
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(caFile);
        return handler;
    }

    sealed class Pooled(HttpMessageInvoker pool) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => pool.SendAsync(request, cancellationToken);
    }
}
