using System.Net;
using Dukou.ApplicationSdk;
using Dukou.Server.Home;
using Dukou.Server.Api;
using Dukou.Server.Pipeline;
using Dukou.Server.Traces;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dukou.Server.Tests;

/// <summary>
/// The actual platform, in this process, on free loopback ports, with a data folder of its own and a clock that stands still until the
/// test moves it. Disposing fails the test when the platform logged an error that <see cref="ExpectErrors"/> did not announce.
/// </summary>
sealed partial class TestPlatform : IAsyncDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("dukou-test-").FullName;
    readonly CollectedLogs _logs = new();
    readonly List<IDisposable> _clients = [];
    readonly IPages? _pages;
    ServerOptions _options;
    Platform? _platform;
    bool _errorsExpected;
    long _tracesTaken;

    TestPlatform(Func<ServerOptions, ServerOptions> configure, IPages? pages)
    {
        _pages = pages;
        var free = new Listen(IPAddress.Loopback, 0);
        // A busy machine takes what it takes; the vendor's clients wait two seconds.
        _options = configure(new ServerOptions { DataFolder = _folder, Http = free, Https = null, Mqtt = free, Mqtts = null, NoDemo = true, Api = new ApiOptions { ReadWaitMax = TimeSpan.FromSeconds(60) } });
    }

    public SteppingClock Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public Platform Platform => _platform ?? throw new InvalidOperationException("The platform is stopped.");

    public PlatformAccount Account => Platform.Account;

    public string DataFolder => _options.DataFolder;

    public string ProjectId => Account.ProjectId;

    public CollectedLogs Logs => _logs;

    /// <summary>The root of IoTDA's API, such as <c>/v5/iot/0123…/</c>.</summary>
    public string V5 => $"/v5/iot/{ProjectId}/";

    /// <summary>The root of the platform's own API.</summary>
    public string V1 => $"/v1/{ProjectId}/";

    /// <summary>Signs every request with the account's key. Gone after a restart: ask again.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>Sends requests as they are.</summary>
    public HttpClient Anonymous { get; private set; } = null!;

    /// <summary>The REST client that applications use.</summary>
    public ApplicationClient Client { get; private set; } = null!;

    public static async Task<TestPlatform> StartAsync(Func<ServerOptions, ServerOptions>? configure = null, DateTimeOffset? at = null, IPages? pages = null)
    {
        var platform = new TestPlatform(configure ?? (options => options), pages);
        if (at is { } start)
            platform.Clock.AdjustTime(start);
        try
        {
            await platform.StartAsync();
        }
        catch
        {
            platform.DeleteFolder();
            throw;
        }
        return platform;
    }

    public T Service<T>() where T : notnull => Platform.Services.GetRequiredService<T>();

    /// <summary>The test provokes an error in the log.</summary>
    public void ExpectErrors() => _errorsExpected = true;

    /// <summary>Changes core.db behind the platform's back, as damage or an operator's hand would.</summary>
    public void ChangeCore(string sql)
    {
        using var core = new SqliteConnection($"Data Source={Path.Combine(DataFolder, "core.db")};Pooling=False");
        core.Open();
        using var change = core.CreateCommand();
        change.CommandText = sql;
        change.ExecuteNonQuery();
    }

    /// <summary>Stops cleanly and starts again on the same data folder; ports are new.</summary>
    public async Task RestartAsync(Func<ServerOptions, ServerOptions>? configure = null)
    {
        await StopAsync();
        _options = configure?.Invoke(_options) ?? _options;
        await StartAsync();
    }

    public async Task StopAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        _clients.Clear();
        if (_platform is { } running)
        {
            _platform = null;
            await running.DisposeAsync();
        }
    }

    /// <summary>A client with other credentials than the account's own.</summary>
    public HttpClient HttpAs(Credentials credentials) => Owned(new HttpClient(new SigningHandler(credentials, Clock)) { BaseAddress = Platform.Http });

    /// <summary>The trace entries since the last call, in their order; those of strangers, too.</summary>
    public List<TraceEntry> TakeTraces()
    {
        // On a busy machine more than the two seconds that a person would wait.
        for (var tries = 1; ; tries++)
        {
            var upToDate = Service<TraceLedger>().UpToDateAsync(null);
            SpinWait.SpinUntil(() => upToDate.IsCompleted);
            if (upToDate.IsCompletedSuccessfully)
                break;
            Assert.True(tries < 10, "The ledger did not catch up.");
        }
        var published = Service<TraceLedger>().Published;
        var rows = Service<TraceStore>().ReadAfter(new(), _tracesTaken, published, int.MaxValue);
        rows.AddRange(Service<AttemptRing>().ReadAfter(new(), _tracesTaken, published, int.MaxValue));
        _tracesTaken = published;
        return [.. rows.OrderBy(row => row.Place.Sequence).Select(row => row.Entry)];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        DeleteFolder();
        if (!_errorsExpected)
            Assert.True(!_logs.Errors.Any(), string.Join(Environment.NewLine, _logs.Errors));
    }

    async Task StartAsync()
    {
        _platform = await Platform.StartAsync(_options, Clock, logging => logging.AddProvider(_logs), _pages, cancellationToken: TestContext.Current.CancellationToken);
        var credentials = new AccessKeyCredentials(Account.AccessKey, Account.SecretKey, Account.ProjectId);
        Http = HttpAs(credentials);
        Anonymous = Owned(new HttpClient { BaseAddress = _platform.Http });
        Client = Owned(new ApplicationClient(_platform.Http, credentials, Clock));
    }

    T Owned<T>(T client) where T : IDisposable
    {
        _clients.Add(client);
        return client;
    }

    void DeleteFolder()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}
