using System.CommandLine;
using Dukou.ApplicationSdk;
using Dukou.Cli.Settings;
using Dukou.Server;

namespace Dukou.Cli.Remote;

/// <summary>
/// The platform that a verb talks to: the one that runs on a data folder, or with <c>--endpoint</c> another Dukou or the vendor's cloud.
/// Who asks there stands in the environment, because other users of the machine can read a command line.
/// </summary>
/// <param name="Client">Acts as the platform's owner, or as whom the environment names.</param>
/// <param name="Place">The data folder; null for a platform elsewhere.</param>
/// <param name="Api">Where the API is.</param>
/// <param name="CaFile">The authority that is trusted for it; null for the system's.</param>
sealed record Target(ApplicationClient Client, Place? Place, Uri Api, string? CaFile) : IDisposable
{
    // Those of the vendor's SDKs follow, so that what is set for them works here.
    static readonly string[] AccessKey = ["DUKOU_AK", "HUAWEICLOUD_SDK_AK"];
    static readonly string[] SecretKey = ["DUKOU_SK", "HUAWEICLOUD_SDK_SK"];
    static readonly string[] Project = ["DUKOU_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID"];

    const string EndpointOption = "--endpoint";
    const string RegionOption = "--region";
    const string CaOption = "--ca";

    /// <summary>The options that say which platform is meant.</summary>
    public static void AddOptions(Command verb)
    {
        var endpoint = new Option<Uri?>(EndpointOption)
        {
            Description = Phrase.Of("option.endpoint"),
            HelpName = "URL",
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
                    return url;
                result.AddError(Phrase.Of("remote.endpoint", result.Tokens[0].Value));
                return null;
            },
        };
        verb.Options.Add(endpoint);
        verb.Options.Add(new Option<string?>(RegionOption) { Description = Phrase.Of("option.region"), HelpName = "REGION" });
        verb.Options.Add(new Option<string?>(CaOption) { Description = Phrase.Of("option.ca"), HelpName = "FILE" });
        SettingOptions.Add(verb, UpSettings.Place);
    }

    /// <exception cref="PlatformStartException">No platform runs on the folder, or the environment does not say who asks.</exception>
    public static async Task<Target> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue<Uri?>(EndpointOption) is not { } endpoint)
        {
            var place = await Place.OpenAsync(parsed, cancellationToken);
            return new(place.Connect(), place, place.Api, place.Addresses.LocalApi?.Scheme == "https" ? place.Addresses.CaFile : null);
        }
        var (key, secret, project) = (Variable(AccessKey), Variable(SecretKey), Variable(Project));
        if (key is null || secret is null || project is null)
            throw new PlatformStartException([Phrase.Of("remote.keys")]);
        var ca = parsed.GetValue<string?>(CaOption);
        if (ca is not null && !File.Exists(ca))
            throw new PlatformStartException([Phrase.Of("remote.ca", ca)]);
        var credentials = new AccessKeyCredentials(key, secret, project, parsed.GetValue<string?>(RegionOption));
        var handler = ca is null ? new SocketsHttpHandler { AllowAutoRedirect = false } : Trust.Only(ca);
        return new(new ApplicationClient(endpoint, credentials, await PlatformClock.AskAsync(endpoint, handler, cancellationToken), handler), null, endpoint, ca);
    }

    public void Dispose() => Client.Dispose();

    static string? Variable(string[] names) => names.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrEmpty(value));
}
