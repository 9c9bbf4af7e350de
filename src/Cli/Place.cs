using System.CommandLine;
using Dukou.ApplicationSdk;
using Dukou.Cli.Settings;
using Dukou.Server;

namespace Dukou.Cli;

/// <summary>The data folder that a verb is about, and the platform that runs on it or ran there last.</summary>
/// <param name="Found">What the folder holds.</param>
/// <param name="Addresses">Where its platform listens; all null before the first start has completed.</param>
sealed record Place(PlatformInspection Found, AddressFile Addresses)
{
    /// <summary>The running platform's time, which signed requests must bear.</summary>
    public TimeProvider Clock { get; private init; } = TimeProvider.System;

    /// <exception cref="PlatformStartException">The settings name no folder that holds a platform.</exception>
    public static async Task<Place> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = Options(parsed);
        var place = new Place(
            Platform.Inspect(options),
            AddressFile.Read(options.DataFolder) ?? new AddressFile(null, null, null, null, null, null, null));
        // A platform on this machine has this machine's time, but for the clock of a test.
        if (!place.Found.Running || place.Addresses is { LocalApi: null } or { TestClock: false })
            return place;
        using var handler = place.Handler ?? new SocketsHttpHandler();
        return place with { Clock = await PlatformClock.AskAsync(place.Api, handler, cancellationToken) };
    }

    /// <summary>The settings that say where the folder is; the others do not matter to a verb that starts nothing.</summary>
    /// <exception cref="PlatformStartException">They contradict each other or can't be read.</exception>
    public static ServerOptions Options(ParseResult parsed)
    {
        var problems = new List<string>();
        var values = SettingValues.Of(parsed, problems);
        if (problems.Count > 0)
            throw new PlatformStartException(problems);
        return new()
        {
            DataFolder = Path.GetFullPath(values.Text(UpSettings.Data) ?? DefaultFolder.Path),
            KeysFolder = values.Text(UpSettings.Keys) is { } keys ? Path.GetFullPath(keys) : null,
            Password = values.Text(UpSettings.Password),
        };
    }

    /// <summary>A client of the running platform that acts as its owner.</summary>
    /// <exception cref="PlatformStartException">It does not run, or has no API.</exception>
    public ApplicationClient Connect() => new(Api, Owner, Clock, Handler);

    /// <summary>The same for what is no JSON: streams and archives. No time limit.</summary>
    /// <exception cref="PlatformStartException">It does not run, or has no API.</exception>
    public HttpClient ConnectHttp() => new(new SigningHandler(Owner, Clock, Handler)) { BaseAddress = Api, Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>The API's address.</summary>
    /// <exception cref="PlatformStartException">It does not run, or has no API.</exception>
    public Uri Api => Found.Running && Addresses.LocalApi is { } api ? api : throw new PlatformStartException([Phrase.Of(Found.Running ? "place.no-api" : "place.stopped", Found.Folder)]);

    HttpMessageHandler? Handler => Addresses is { CaFile: { } file, LocalApi.Scheme: "https" } ? Trust.Only(file) : null;

    AccessKeyCredentials Owner => new(Found.Account.AccessKey, Found.Account.SecretKey, Found.Account.ProjectId);
}
