using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Dukou.Server.Accounts;
using Dukou.Server.Audits;
using Dukou.Server.Backups;
using Dukou.Server.Gateway;
using Dukou.Server.Home;
using Dukou.Server.Seeding;
using Dukou.Server.Storage;
using Dukou.Server.TestClock;
using Dukou.Server.Tls;

namespace Dukou.Server;

/// <summary>A started platform: what the command line hosts and what tests start. Disposing it stops it cleanly.</summary>
public sealed class Platform : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly DataFolder _folder;

    Platform(WebApplication app, DataFolder folder)
    {
        _app = app;
        _folder = folder;
    }

    public IServiceProvider Services => _app.Services;

    /// <summary>The account that the owner uses, secrets included: print them only where they may be seen.</summary>
    public PlatformAccount Account => _app.Services.GetRequiredService<AccountStore>().Account;

    /// <summary>The data folder, and whether this start made it.</summary>
    public (string Path, bool Created) Folder => (_folder.Path, _folder.Created);

    /// <summary>Where the listeners are bound, with the ports that were free when 0 was asked for; null for one that is off.</summary>
    public BoundListeners Listeners => Advertised.Bound;

    /// <summary>The API's plain address as bound.</summary>
    public Uri Http => new($"http://{Listeners.Http}");

    /// <summary>The PEM file of the authority that signed the server's own certificate.</summary>
    public string AuthorityFile => _app.Services.GetRequiredService<CertificateAuthority>().CertificateFile;

    /// <summary>The addresses that devices and applications are told.</summary>
    public Endpoints Endpoints => Advertised.Told;

    /// <summary>What clients of the TLS listeners must trust; null when TLS is off or the operator's own certificate is in use.</summary>
    public string? CaFile => Options is { TlsCertificateFile: null, Https: not null } or { TlsCertificateFile: null, Mqtts: not null } ? AuthorityFile : null;

    public TimeProvider Clock => _app.Services.GetRequiredService<TimeProvider>();

    AdvertisedEndpoints Advertised => _app.Services.GetRequiredService<AdvertisedEndpoints>();

    ServerOptions Options => _app.Services.GetRequiredService<ServerOptions>();

    /// <summary>The demo device with its secret; null when there is none or it has been deleted.</summary>
    public DemoDevice? FindDemo() => _app.Services.GetRequiredService<Databases>().Core.Read(core => Demo.Find(core, _app.Services.GetRequiredService<Secrets>()));

    /// <summary>A one-time ticket that signs the owner's user in: the last part of the link that the command line prints.</summary>
    public string IssueLoginTicket()
    {
        var owner = _app.Services.GetRequiredService<AccountStore>().Owner;
        return _app.Services.GetRequiredService<LoginTickets>().Issue(owner.UserId).Ticket;
    }

    /// <summary>How a part of this process, a client like any other, reaches the API: its address, and the CA to trust where that is TLS by the platform's own certificate.</summary>
    public static (Uri Api, string? CaFile) LocalApi(IServiceProvider services)
    {
        var api = services.GetRequiredService<AdvertisedEndpoints>().Local ?? throw new InvalidOperationException("No HTTP listener is on.");
        var ownCertificate = api.Scheme == Uri.UriSchemeHttps && services.GetRequiredService<ServerOptions>().TlsCertificateFile is null;
        return (api, ownCertificate ? services.GetRequiredService<CertificateAuthority>().CertificateFile : null);
    }

    /// <summary>Starts everything and returns when every listener accepts.</summary>
    /// <exception cref="PlatformStartException">Settings that can't be, a data folder that can't be used, or a port in use; one sentence each.</exception>
    public static async Task<Platform> StartAsync(
        ServerOptions options, TimeProvider? clock = null, Action<ILoggingBuilder>? logging = null, IPages? pages = null, CancellationToken cancellationToken = default)
    {
        var platform = await OpenAsync(options, listens: true, clock, logging, pages, cancellationToken);
        try
        {
            await platform._app.StartAsync(cancellationToken);
            return platform;
        }
        catch (Exception failure)
        {
            await platform.DisposeAsync();
            throw Explained(failure);
        }
    }

    /// <summary>Sets a new password for the owner's user without starting anything; ends all its tokens. Needs the data folder for itself.</summary>
    /// <exception cref="PlatformStartException">The data folder can't be used, or a running platform uses it.</exception>
    public static async Task<PlatformAccount> ResetPasswordAsync(ServerOptions options, string? password = null, CancellationToken cancellationToken = default)
    {
        RequireContent(options);
        await using var platform = await OpenAsync(options with { Password = null, NoDemo = true }, listens: false, clock: null, logging: null, pages: null, cancellationToken);
        await platform.Services.GetRequiredService<AccountStore>().ResetPasswordAsync(password, cancellationToken);
        await platform.Services.GetRequiredService<AuditStore>().AddAsync(AuditEntry.OnThisMachine("ResetPassword", platform.Account.User, platform.Clock.GetUtcNow()));
        return platform.Account;
    }

    /// <summary>What the owner may see of a data folder, also while a platform runs on it; changes nothing.</summary>
    /// <exception cref="PlatformStartException">The folder holds no platform.</exception>
    public static PlatformInspection Inspect(ServerOptions options)
    {
        RequireContent(options);
        return new(options);
    }

    /// <summary>Writes everything of a data folder on which nothing runs into one archive; a running platform is asked by CreateBackup.</summary>
    /// <exception cref="PlatformStartException">The folder can't be used, or the archive can't be written.</exception>
    public static async Task BackupAsync(ServerOptions options, string file, Action<long, long>? progress = null, CancellationToken cancellationToken = default)
    {
        RequireContent(options);
        try
        {
            await using var platform = await OpenAsync(options with { NoDemo = true }, listens: false, clock: null, logging: null, pages: null, cancellationToken);
            await platform.Services.GetRequiredService<Backup>().CreateAsync(file, progress, cancellationToken);
        }
        catch (Exception failure)
        {
            throw Explained(failure);
        }
    }

    /// <summary>Makes a data folder out of an archive.</summary>
    /// <exception cref="PlatformStartException">The folder holds something, or the archive is none of ours.</exception>
    public static void Restore(string file, string folder, Action<long, long>? progress = null)
    {
        try
        {
            Backup.Restore(file, folder, progress);
        }
        catch (StorageException failure)
        {
            throw new PlatformStartException([failure.Message]);
        }
    }

    static void RequireContent(ServerOptions options)
    {
        if (!DataFolder.HasContent(options.DataFolder))
            throw new PlatformStartException([$"{options.DataFolder} holds no platform; make one with dukou up, or name another folder with --data."]);
    }

    static async Task<Platform> OpenAsync(
        ServerOptions options, bool listens, TimeProvider? clock, Action<ILoggingBuilder>? logging, IPages? pages, CancellationToken cancellationToken)
    {
        if (options.SeedFile is { } seed && File.Exists(seed))
            options = Seed.Read(seed).Account(options);
        if (options.Problems() is { Count: > 0 } problems)
            throw new PlatformStartException(problems);
        DataFolder? folder = null;
        WebApplication? app = null;
        try
        {
            folder = DataFolder.Open(options.DataFolder, options.Ephemeral);
            if (listens && ListenerProbe.Problems(options) is { Count: > 0 } obstacles)
                throw new PlatformStartException(obstacles);
            app = Program.Build(options, folder, clock ?? (options.TestClock is { } start ? new ManualClock(start) : TimeProvider.System), logging, pages);
            await Program.PrepareAsync(app.Services, cancellationToken);
            return new Platform(app, folder);
        }
        catch (Exception failure)
        {
            if (app is not null)
                await app.DisposeAsync();
            folder?.Dispose();
            throw Explained(failure);
        }
    }

    // What an operator can mend is one line; everything else is our fault and keeps its stack.
    static Exception Explained(Exception failure)
    {
        if (failure is StorageException or IOException or UnauthorizedAccessException or SocketException)
            return new PlatformStartException([failure.Message]);
        ExceptionDispatchInfo.Throw(failure);
        return failure;
    }

    /// <summary>Completes when the process is told to stop (SIGTERM, SIGINT) and everything has been stopped.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>The platform can't start; one line for each problem.</summary>
public sealed class PlatformStartException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
