using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Dukou.Server.Gateway;

/// <summary>Where the started listeners are, and under which addresses devices and applications are told of them.</summary>
sealed class AdvertisedEndpoints(ServerOptions options, IServiceProvider services)
{
    /// <summary>Where the listeners are bound, with the ports that were free when 0 was asked for; null for one that is off.</summary>
    // The servers are asked for late: they are made out of the connection handlers, and so out of whoever tells a device an address.
    public BoundListeners Bound => BoundListeners.Of(
        options, services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>(), services.GetRequiredService<PlainListener>().Bound);

    public Endpoints Told => new(Bound, options.AdvertisedHost, options.AdvertisedPort);

    /// <summary>The API as this process itself reaches it: plain where it is on. Null when there is no HTTP listener.</summary>
    public Uri? Local => Bound switch
    {
        { Http: { } http } => new Uri($"http://{Reachable(http)}"),
        { Https: { } https } => new Uri($"https://{Reachable(https)}"),
        _ => null,
    };

    static IPEndPoint Reachable(IPEndPoint bound) =>
        bound.Address.Equals(IPAddress.Any) ? new(IPAddress.Loopback, bound.Port)
        : bound.Address.Equals(IPAddress.IPv6Any) ? new(IPAddress.IPv6Loopback, bound.Port)
        : bound;
}
