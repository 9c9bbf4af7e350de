using System.Net;
using Dukou.Server;

namespace Dukou.Cli;

/// <summary>One address of MQTT, and which devices can reach it.</summary>
/// <param name="Host">The name or the number of the machine.</param>
/// <param name="Address">host:port of plain MQTT; else a URL, which says how it is spoken.</param>
/// <param name="TextKey">The sentence that says which kind of device can.</param>
sealed record Way(string Host, string Address, string TextKey);

/// <summary>Every host at which a device could reach the platform, by plain MQTT where that leads there.</summary>
static class Addresses
{
    public static IReadOnlyList<Way> Of(Endpoints endpoints)
    {
        var bound = endpoints.Bound;
        var plain = Of(endpoints, bound.Mqtt, endpoints.Mqtt, "", "");
        IEnumerable<Way> others =
        [
            .. Of(endpoints, bound.Mqtts, endpoints.Mqtts, "mqtts://", ""),
            .. Of(endpoints, bound.Http, endpoints.Http, "ws://", "/mqtt"),
            .. Of(endpoints, bound.Https, endpoints.Https, "wss://", "/mqtt"),
        ];
        // The ports of the others stand in the summary; repeated for every host the list would be long and say no more.
        return [.. plain, .. others.Where(way => plain.All(known => known.Host != way.Host))];
    }

    /// <summary>True when a module on a mobile network has a chance.</summary>
    public static bool AnyPublic(IEnumerable<Way> ways) => ways.Any(way => way.TextKey is "reach.public" or "reach.name");

    static IReadOnlyList<Way> Of(Endpoints endpoints, IPEndPoint? bound, Uri? told, string scheme, string path)
    {
        if (bound is null || told is null)
            return [];
        var ways = new List<Way>();
        if (endpoints.AdvertisedHost is { } host)
            ways.Add(At(host, $"{told.Host}:{told.Port}"));
        if (bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any))
            ways.AddRange(Endpoints.LocalAddresses().Select(Numbered));
        else if (!IPAddress.IsLoopback(bound.Address))
            ways.Add(Numbered(bound.Address));
        // By name, so that the list fits every form of loopback.
        ways.Add(At("localhost", $"localhost:{bound.Port}"));
        return [.. ways.DistinctBy(way => way.Address)];

        Way Numbered(IPAddress address) => At(address.ToString(), new IPEndPoint(address, bound.Port).ToString());

        Way At(string host, string authority) => new(host, scheme + authority + path, Reach(host));
    }

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
