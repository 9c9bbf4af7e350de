using System.Text;
using Dukou.Server.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dukou.Server.Tests.Storage;

/// <summary>A data folder of its own for one test, and the inbox in it, which can be closed and opened again.</summary>
sealed class StorageFolder : IDisposable
{
    readonly bool _keep;

    public StorageFolder(string? path = null)
    {
        _keep = path is not null;
        Data = DataFolder.Open(path ?? Path.Combine(Path.GetTempPath(), "dukou-test-" + Guid.NewGuid().ToString("N")), ephemeral: false);
    }

    public DataFolder Data { get; }

    public Inbox OpenInbox(InboxOptions? options = null) => new(Data, options ?? new(), NullLogger<Inbox>.Instance);

    public void Dispose()
    {
        Data.Dispose();
        if (!_keep)
            Directory.Delete(Data.Path, recursive: true);
    }
}

/// <summary>Records in the words of the domain.</summary>
static class Records
{
    public static readonly RecordIdentity Lamp = new("lamp-1", "product", "app", "node-1");

    public static bool TryReport(this Inbox inbox, string json, out long sequence, ICommitListener? listener = null, RecordIdentity? identity = null,
        long receivedAt = 1_767_323_045_000, long epoch = 1, RecordKind kind = RecordKind.PropertyReport, string requestId = "") =>
        inbox.TryAppend(new InboxRecord
        {
            Kind = kind,
            Identity = identity ?? Lamp,
            Epoch = epoch,
            ReceivedAt = receivedAt,
            QoS = 1,
            Topic = "$oc/devices/lamp-1/sys/properties/report"u8,
            RequestId = Encoding.UTF8.GetBytes(requestId),
            Payload = Encoding.UTF8.GetBytes(json),
        }, listener, out sequence);

    /// <summary>Appends and waits until it is durable.</summary>
    public static async Task<long> ReportAsync(this Inbox inbox, string json, RecordIdentity? identity = null, long receivedAt = 1_767_323_045_000, long epoch = 1,
        RecordKind kind = RecordKind.PropertyReport, string requestId = "")
    {
        Assert.True(inbox.TryReport(json, out var sequence, null, identity, receivedAt, epoch, kind, requestId));
        await inbox.WaitForDurableAsync(sequence).WaitAsync(TimeSpan.FromSeconds(60));
        return sequence;
    }

    /// <summary>Every durable record above <paramref name="after"/>, as (sequence, payload).</summary>
    public static List<(long Sequence, string Payload)> ReadAll(this Inbox inbox, long after = 0)
    {
        var records = new List<(long, string)>();
        while (inbox.ReadAfter(after) is { } batch)
            using (batch)
            {
                for (var reader = batch.Read(); reader.Read();)
                    if (reader.Current.Sequence > after)
                        records.Add((reader.Current.Sequence, Encoding.UTF8.GetString(reader.Current.Payload)));
                after = batch.LastSequence;
            }
        return records;
    }
}
