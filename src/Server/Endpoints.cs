using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Dukou.Server;

/// <summary>
/// The addresses that devices and applications are told; null for a listener that is off. With <c>--advertise</c> each has that host;
/// otherwise a listener on every interface is told by this machine's own address.
/// </summary>
public sealed record Endpoints(BoundListeners Bound, string? AdvertisedHost, int? AdvertisedPort)
{
    public Uri? Http => Told("http", Bound.Http, Bound.Http?.Port);

    public Uri? Https => Told("https", Bound.Https, Bound.Https?.Port);

    /// <summary>The advertised port is plain MQTT's: a tunnel or a port forwarding gives devices another one than the listener's.</summary>
    public Uri? Mqtt => Told("mqtt", Bound.Mqtt, AdvertisedPort ?? Bound.Mqtt?.Port);

    public Uri? Mqtts => Told("mqtts", Bound.Mqtts, Bound.Mqtts?.Port);

    /// <summary>The REST API's root: plain HTTP where it is on, since it needs no CA file.</summary>
    public Uri? Api => Http ?? Https;

    /// <summary>IPv4 addresses of this machine that another machine could reach, the likeliest first.</summary>
    public static IReadOnlyList<IPAddress> LocalAddresses() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            // A network with a gateway is a real one; those of virtual machines and containers mostly have none.
            .OrderByDescending(network => HasGateway(network.GetIPProperties()))
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => address.AddressFamily == AddressFamily.InterNetwork)
            .Distinct(),
    ];

    static bool HasGateway(IPInterfaceProperties properties) => properties.GatewayAddresses.Any(gateway => !gateway.Address.Equals(IPAddress.Any));

    Uri? Told(string scheme, IPEndPoint? bound, int? port) =>
        bound is null || port is null ? null : new UriBuilder(scheme, AdvertisedHost ?? HostOf(bound), port.Value).Uri;

    static string HostOf(IPEndPoint bound) =>
        bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any)
            ? (LocalAddresses() is [var first, ..] ? first : IPAddress.Loopback).ToString()
            : bound.Address.ToString();
}
