using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Dukou.Cli.Settings;
using Dukou.Server;

namespace Dukou.Cli.Module.Verbs;

/// <summary>What <c>run</c> and <c>serve</c> have in common: who the virtual module is, and where its cloud is.</summary>
static class ModuleOptions
{
    public static Option<string?> Imei { get; } = Identity("--imei", "option.module.imei");

    public static Option<string?> Imsi { get; } = Identity("--imsi", "option.module.imsi");

    public static Option<string?> Server { get; } = new("--server") { Description = Phrase.Of("option.module.server"), HelpName = "HOST:PORT" };

    /// <summary>Where the script's cloud is found: the named address, the platform that runs here, or with <c>off</c> the script's own.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="required">Without a platform, refuse; else the script's own address stays.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    public static async Task<(string? Plain, string? Tls)> ServersAsync(ParseResult parsed, bool required, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Server) is { } named)
            return named == "off" ? (null, null) : IsAddress(named) ? (named, null) : throw new PlatformStartException([Phrase.Of("module.server", named)]);
        try
        {
            var place = await Place.OpenAsync(parsed, cancellationToken);
            if (place is { Found.Running: true, Addresses: { LocalMqtt: not null } or { LocalMqtts: not null } })
                return (place.Addresses.LocalMqtt?.ToString(), place.Addresses.LocalMqtts?.ToString());
        }
        catch (PlatformStartException) when (SettingOptions.Read(parsed).Count == 0)
        {
            // There is no data folder, and none was named: no platform ever ran here.
        }
        return required ? throw new PlatformStartException([Phrase.Of("module.no-platform")]) : (null, null);
    }

    static bool IsAddress(string text) =>
        text.LastIndexOf(':') is > 0 and var colon && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);

    static Option<string?> Identity(string name, string key)
    {
        var option = new Option<string?>(name) { Description = Phrase.Of(key), HelpName = "NUMBER" };
        option.Validators.Add((OptionResult result) =>
        {
            if (result.GetValueOrDefault<string?>() is { } given && (given.Length is < 1 or > 18 || !given.All(char.IsAsciiDigit)))
                result.AddError(Phrase.Of("module.identity", name, given));
        });
        return option;
    }
}
