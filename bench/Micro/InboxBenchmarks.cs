using BenchmarkDotNet.Attributes;
using Dukou.Server.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dukou.Bench.Micro;

/// <summary>Appends until they are durable; the figures are for one record.</summary>
public class InboxBenchmarks : IDisposable
{
    const int Many = 1000;

    readonly string _path = Directory.CreateTempSubdirectory("dukou-bench-").FullName;
    readonly RecordIdentity _identity = new(Samples.Device.DeviceId, Load.BenchDevice.ProductId, "app", Samples.Device.NodeId);
    DataFolder? _folder;
    Inbox? _inbox;

    [GlobalSetup]
    public void Open()
    {
        _folder = DataFolder.Open(_path, ephemeral: true);
        _inbox = new Inbox(_folder, new InboxOptions(), NullLogger<Inbox>.Instance);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _inbox?.Dispose();
        _folder?.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Many)]
    public Task CommitMany() => AppendAsync(Many);

    [Benchmark]
    public Task CommitOne() => AppendAsync(1);

    Task AppendAsync(int count)
    {
        var inbox = _inbox ?? throw new InvalidOperationException("Not open.");
        var last = 0L;
        for (var i = 0; i < count; i++)
        {
            var record = new InboxRecord { Kind = RecordKind.PropertyReport, Identity = _identity, Epoch = 1, ReceivedAt = 1_700_000_000_000, QoS = 1, Topic = Samples.Topic, Payload = Samples.Report };
            if (!inbox.TryAppend(record, null, out last))
                throw new InvalidOperationException("The inbox is full.");
        }
        return inbox.WaitForDurableAsync(last);
    }
}
