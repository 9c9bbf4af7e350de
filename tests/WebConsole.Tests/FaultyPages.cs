using System.Net;
using Dukou.Server;
using Dukou.Server.Home;
using Dukou.Server.Tests.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dukou.WebConsole.Tests;

/// <summary>The console with a relay between its pages and the API: it can be frozen, so that nothing is answered, and closed, so that nothing is reached.</summary>
sealed class FaultyPages : IPages, IAsyncDisposable
{
    readonly OpenPages _open = new();
    FaultyProxy? _relay;

    /// <summary>How many pages are alive in the server.</summary>
    public int Open => _open.Count;

    public void Freeze() => _relay!.Freeze(); // There once a page has asked for anything.

    public ValueTask CloseAsync() => DisposeAsync();

    public void Register(IServiceCollection services)
    {
        ConsolePages.Register(services, Api);
        services.AddSingleton<CircuitHandler>(_open);
    }

    public Task<string?> TokenAsync(HttpContext context) => ConsolePages.TokenAsync(context);

    public void Map(WebApplication app) => ConsolePages.Map(app);

    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _relay, null)?.DisposeAsync() ?? ValueTask.CompletedTask;

    (Uri, string?) Api(IServiceProvider services)
    {
        var api = Platform.LocalApi(services).Api;
        _relay = new(new(IPAddress.Loopback, api.Port));
        return (new UriBuilder(api) { Port = _relay.Address.Port }.Uri, null);
    }

    sealed class OpenPages : CircuitHandler
    {
        int _count;

        public int Count => Volatile.Read(ref _count);

        public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            return Task.CompletedTask;
        }

        public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
        {
            Interlocked.Decrement(ref _count);
            return Task.CompletedTask;
        }
    }
}
