using Dukou.Server.Api;
using Dukou.Server.History;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dukou.Server.Tests.History;

/// <summary>A data folder with inbox and history, which can be stopped, cut off and started again.</summary>
sealed class HistoryFolder : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 10, 0, 0, TimeSpan.Zero);

    readonly StorageFolder _folder;
    readonly HistoryOptions _options;
    readonly InboxOptions? _inboxOptions;

    public HistoryFolder(HistoryOptions? options = null, string? path = null, InboxOptions? inbox = null)
    {
        _inboxOptions = inbox;
        _folder = new StorageFolder(path);
        _options = options ?? new HistoryOptions { FlushInterval = TimeSpan.FromMilliseconds(20) };
        Open();
    }

    public SteppingClock Clock { get; } = new(Start);
    public string Path => _folder.Data.Path;
    public Inbox Inbox { get; private set; } = null!;
    public HistoryFiles Files { get; private set; } = null!;
    public HistoryProjection Projection { get; private set; } = null!;
    public HistoryStore Store { get; private set; } = null!;

    public IEnumerable<string> DayFiles => Directory.EnumerateFiles(Path, "history-*.db").Select(file => System.IO.Path.GetFileName(file)).Order();

    public static string Report(int value, string? eventTime = null) =>
        $$"""{"services":[{"service_id":"Lamp","properties":{"brightness":{{value}} }{{(eventTime is null ? "" : $",\"event_time\":\"{eventTime}\"")}}}]}""";

    public Task<long> ReportAsync(int value, DateTimeOffset receivedAt, string device = "lamp-1", string? eventTime = null) =>
        Inbox.ReportAsync(Report(value, eventTime), new RecordIdentity(device, "product", "app", "node"), receivedAt.ToUnixTimeMilliseconds());

    /// <summary>Everything of all devices is in the files.</summary>
    public async Task WrittenAsync() => Assert.True(await Projection.WaitUntilAsync(Inbox.Head, TimeSpan.FromSeconds(60)));

    public List<PropertyPoint> Brightness(string device = "lamp-1", int limit = 1000) =>
        Store.ReadProperty(device, "Lamp", "brightness", DateTimeOffset.UnixEpoch, Start.AddYears(1), limit);

    public List<int> Values(string device = "lamp-1") => [.. Brightness(device).Select(point => point.Value.GetInt32())];

    /// <summary>The chunks in the file of a day, of one device or of all, the oldest first.</summary>
    public static List<byte[]> Blobs(string folder, HistoryDay day, string? device = null)
    {
        using var connection = SqliteFile.Open(System.IO.Path.Combine(folder, day.FileName), readOnly: true);
        return device is null
            ? connection.Query("select blob from chain order by first_seq", row => row.GetFieldValue<byte[]>(0))
            : connection.Query($"{ChunkRows.Of(connection).Walk} select {ChunkRows.Of(connection).Blob} from walk order by first_seq", row => row.GetFieldValue<byte[]>(0), ("@device", device));
    }

    public void Restart()
    {
        Close();
        Open();
    }

    public void Dispose()
    {
        Close();
        _folder.Dispose();
    }

    void Open()
    {
        Inbox = _folder.OpenInbox(_inboxOptions);
        Files = new HistoryFiles(_folder.Data);
        Projection = new HistoryProjection(Inbox, Files, _options, Clock, NullLogger<HistoryProjection>.Instance);
        Store = new HistoryStore(Inbox, Projection, Files, new ApiOptions());
        Projection.Start();
    }

    void Close()
    {
        Projection.Dispose();
        Inbox.Dispose();
    }
}
