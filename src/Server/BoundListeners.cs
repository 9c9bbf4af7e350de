using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Dukou.Server;

/// <summary>The addresses and ports that a started platform listens on; null for a listener that is off.</summary>
public sealed record BoundListeners(IPEndPoint? Http, IPEndPoint? Https, IPEndPoint? Mqtt, IPEndPoint? Mqtts)
{
    // Kestrel lists what it bound in the order in which GatewayServices.Listen opened it.
    internal static BoundListeners Of(ServerOptions options, IServerAddressesFeature bound, IPEndPoint? mqtt)
    {
        var next = bound.Addresses.GetEnumerator();
        IPEndPoint? Take(Listen? listen) => listen is not null && next.MoveNext() ? new IPEndPoint(listen.Address, new Uri(next.Current).Port) : null;
        return new(Take(options.Http), Take(options.Https), mqtt, Take(options.Mqtts));
    }
}
