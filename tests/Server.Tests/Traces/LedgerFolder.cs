using Dukou.Server.Api;
using Dukou.Server.Pipeline;
using Dukou.Server.Reasons;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Storage;
using Dukou.Server.Traces;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dukou.Server.Tests.Traces;

/// <summary>A data folder with inbox, traces.db and a running ledger, which can be stopped and started again.</summary>
sealed class LedgerFolder : IAsyncDisposable
{
    static readonly Reason Sample = new("test.sample", "Number {number}.", "第 {number} 条。");

    readonly StorageFolder _folder;
    readonly TraceOptions _options;

    LedgerFolder(TraceOptions options, string? path)
    {
        _options = options;
        _folder = new StorageFolder(path);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    public Inbox Inbox { get; private set; } = null!;
    public Databases Databases { get; private set; } = null!;
    public TraceFeed Feed { get; private set; } = null!;
    public TraceStore Store { get; private set; } = null!;
    public AttemptRing Ring { get; private set; } = null!;
    public TraceLedger Ledger { get; private set; } = null!;

    public static async Task<LedgerFolder> OpenAsync(TraceOptions? options = null, bool start = true, string? path = null)
    {
        var folder = new LedgerFolder(options ?? new TraceOptions { PerDevicePerSecondMax = int.MaxValue }, path);
        folder.Open();
        if (start)
            await folder.StartAsync();
        return folder;
    }

    public Task StartAsync() => Ledger.StartAsync(CancellationToken.None);

    public async Task RestartAsync()
    {
        await CloseAsync();
        Open();
        await StartAsync();
    }

    /// <summary>Writes an entry that carries a number.</summary>
    public void Write(int number, string? device = "lamp-1", bool authenticated = true, string? client = null, Func<TraceEntry, TraceEntry>? change = null)
    {
        var entry = new TraceEntry(TraceKind.Uplink, TraceOutcome.Refused, Clock.GetUtcNow(), Sample.With(("number", $"{number}")))
        {
            DeviceId = device,
            Authenticated = authenticated,
            ClientId = client,
            RemoteAddress = $"192.0.2.7:{40_000 + number}",
        };
        Feed.Write(change is null ? entry : change(entry));
    }

    /// <summary>The numbers of the entries that are kept, newest first; a counting entry gives the earliest number that it stands for.</summary>
    public async Task<List<int>> NumbersAsync(string? device = "lamp-1") => [.. (await RowsAsync(new TraceFilter { DeviceId = device })).Select(Number)];

    public async Task<List<TraceRow>> RowsAsync(TraceFilter? filter = null, int limit = 1_000_000)
    {
        await CatchUpAsync(filter?.DeviceId);
        return Store.Read(filter ?? new(), TracePlace.Newest, limit);
    }

    /// <summary>However long it takes.</summary>
    public Task CatchUpAsync(string? deviceId = null) => Eventually.BecomesTrueAsync(async () =>
    {
        try
        {
            await Ledger.UpToDateAsync(deviceId);
            return true;
        }
        catch (IotdaException behind) when (behind.Error.Status == 503)
        {
            return false;
        }
    });

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Dispose();
    }

    static int Number(TraceRow row) => int.Parse(row.Entry.Because.Values.Single(value => value.Name == "number").Value, System.Globalization.CultureInfo.InvariantCulture);

    void Open()
    {
        Inbox = _folder.OpenInbox();
        Databases = new Databases(_folder.Data);
        Feed = new TraceFeed(Inbox);
        Store = new TraceStore(Databases, _options);
        Ring = new AttemptRing(_options);
        Ledger = new TraceLedger(Feed, Store, Ring, new UplinkTraces(Inbox), _options, new ApiOptions(), Clock, NullLogger<TraceLedger>.Instance);
    }

    async Task CloseAsync()
    {
        await Ledger.StopAsync(CancellationToken.None);
        Ledger.Dispose();
        await Databases.DisposeAsync();
        Inbox.Dispose();
    }
}
