using System.CommandLine;
using System.Globalization;
using System.Net;
using Dukou.Cli.Remote;
using Dukou.Server;

namespace Dukou.Cli.Wire;

/// <summary>Where devices connect.</summary>
/// <param name="Host">A name or an address.</param>
/// <param name="Port">The port.</param>
/// <param name="Tls">Whether TLS is spoken there.</param>
/// <param name="CaFile">The authority that is trusted; null for the system's.</param>
sealed record Broker(string Host, int Port, bool Tls, string? CaFile)
{
    const string ServerOption = "--server";
    const string TlsOption = "--tls";
    const int PlainPort = 1883;
    const int TlsPort = 8883;

    public override string ToString() => $"{Host}:{Port}";

    public static Option<string?> Server() => new(ServerOption) { Description = Phrase.Of("option.server"), HelpName = "HOST[:PORT]" };

    public static Option<bool> UseTls() => new(TlsOption) { Description = Phrase.Of("option.tls") };

    /// <summary>The one that the options name, or that of the platform on this machine.</summary>
    /// <exception cref="PlatformStartException">The platform is elsewhere and no option says where its devices connect.</exception>
    public static Broker Of(Call call)
    {
        var tls = call.Parsed.GetValue<bool>(TlsOption);
        var place = call.Target.Place;
        var ca = call.Target.CaFile ?? place?.Addresses.CaFile;
        if (call.Parsed.GetValue<string?>(ServerOption) is { } given)
            return Parse(given, tls, ca) ?? throw new PlatformStartException([Phrase.Of("wire.server", given)]);
        if (place is null)
            throw new PlatformStartException([Phrase.Of("wire.unknown")]);
        var local = tls ? place.Addresses.LocalMqtts : place.Addresses.LocalMqtt;
        return local is null ? throw new PlatformStartException([Phrase.Of("wire.off", tls ? "--mqtts" : "--mqtt")]) : new(local.Address.ToString(), local.Port, tls, ca);
    }

    static Broker? Parse(string text, bool tls, string? ca)
    {
        if (IPEndPoint.TryParse(text, out var end) && (text.Count(letter => letter == ':') is 0 or 1 || text.StartsWith('[')))
            return new(end.Address.ToString(), end.Port == 0 ? tls ? TlsPort : PlainPort : end.Port, tls, ca);
        return text.Split(':') switch
        {
            [var host] when host.Length > 0 => new(host, tls ? TlsPort : PlainPort, tls, ca),
            [var host, var port] when host.Length > 0 && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => new(host, number, tls, ca),
            _ => null,
        };
    }
}
