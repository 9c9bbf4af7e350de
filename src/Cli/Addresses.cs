using System.Net;
using Dukou.Server;

namespace Dukou.Cli;

/// <summary>One address of plain MQTT, and which devices can reach it.</summary>
/// <param name="Address">host:port.</param>
/// <param name="TextKey">The sentence that says which kind of device can.</param>
sealed record Way(string Address, string TextKey);

/// <summary>Every address at which a device could reach the platform.</summary>
static class Addresses
{
    public static IReadOnlyList<Way> Of(Endpoints endpoints)
    {
        if (endpoints.Bound.Mqtt is not { } bound || endpoints.Mqtt is not { } told)
            return [];
        var ways = new List<Way>();
        if (endpoints.AdvertisedHost is { } host)
            ways.Add(new(Authority(told), Reach(host)));
        if (bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any))
            ways.AddRange(Endpoints.LocalAddresses().Select(address => new Way(new IPEndPoint(address, bound.Port).ToString(), Reach(address.ToString()))));
        else if (!IPAddress.IsLoopback(bound.Address))
            ways.Add(new(bound.ToString(), Reach(bound.Address.ToString())));
        // By name, so that the list fits every form of loopback.
        ways.Add(new($"localhost:{bound.Port}", "reach.computer"));
        return [.. ways.DistinctBy(way => way.Address)];
    }

    /// <summary>True when a module on a mobile network has a chance.</summary>
    public static bool AnyPublic(IEnumerable<Way> ways) => ways.Any(way => way.TextKey is "reach.public" or "reach.name");

    public static string Authority(Uri address) => $"{address.Host}:{address.Port}";

    static string Reach(string host) =>
        !IPAddress.TryParse(host, out var address) ? host == "localhost" ? "reach.computer" : "reach.name"
        : IPAddress.IsLoopback(address) ? "reach.computer"
        : IsPrivate(address) ? "reach.network"
        : "reach.public";

    // RFC 1918, 3927 (link-local), 6598 (carrier-grade NAT); IPv6: unique local and link-local.
    static bool IsPrivate(IPAddress address) => address.GetAddressBytes() switch
    {
        [10, ..] or [192, 168, ..] or [169, 254, ..] => true,
        [172, >= 16 and <= 31, _, _] or [100, >= 64 and <= 127, _, _] => true,
        [0xFC or 0xFD, ..] => address.IsIPv6UniqueLocal,
        _ => address.IsIPv6LinkLocal,
    };
}
