using System.Buffers;
using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using Dukou.Bench.Load;
using Dukou.Server;
using Dukou.Server.Gateway;
using Microsoft.Extensions.DependencyInjection;

namespace Dukou.Bench.Micro;

/// <summary>
/// A whole session without a socket: the real handshake, connection, pipeline and inbox over a pipe in memory. The figures are for one
/// report, from its bytes to its durable acknowledgement.
/// </summary>
public class SessionBenchmarks
{
    const int Windows = 64;
    const int Reports = Windows * ReportRing.WindowMax;

    readonly string _path = Directory.CreateTempSubdirectory("dukou-bench-").FullName;
    readonly Pipe _up = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    readonly Pipe _down = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    readonly ReportRing _ring = new(Samples.Device, qos: 1, ReportRing.WindowMax, Samples.Report.Length);
    Platform? _platform;
    Task _serving = Task.CompletedTask;

    [GlobalSetup]
    public async Task Open()
    {
        var seed = Path.Combine(_path, "seed.json");
        await using (var file = File.Create(seed))
            await SeedFile.WriteAsync(file, 2);
        var off = default(Listen);
        _platform = await Platform.StartAsync(new ServerOptions
        {
            DataFolder = Path.Combine(_path, "data"),
            Ephemeral = true,
            SeedFile = seed,
            Profile = CompatibilityProfile.Relaxed,
            Http = new Listen(System.Net.IPAddress.Loopback, 0),
            Https = off,
            Mqtt = off,
            Mqtts = off,
        });
        var handshake = _platform.Services.GetRequiredService<MqttHandshake>();
        _serving = handshake.ServeAsync(new AcceptedSocket(new Duplex(_up.Reader, _down.Writer), null, () => { }) { QuickWrites = true }, CancellationToken.None);
        await _up.Writer.WriteAsync(Samples.Device.Connect(anonymous: false));
        await ReadAsync(4);
    }

    [GlobalCleanup]
    public async Task Close()
    {
        await _up.Writer.CompleteAsync();
        await _serving;
        if (_platform is { } platform)
            await platform.DisposeAsync();
        Directory.Delete(_path, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Reports)]
    public async Task ReportAndAcknowledge()
    {
        for (var i = 0; i < Windows; i++)
        {
            _up.Writer.Write(_ring.Take(ReportRing.WindowMax));
            await _up.Writer.FlushAsync();
        }
        await ReadAsync(Reports * 4);
    }

    async Task ReadAsync(long bytes)
    {
        while (bytes > 0)
        {
            var read = await _down.Reader.ReadAsync();
            bytes -= read.Buffer.Length;
            _down.Reader.AdvanceTo(read.Buffer.End);
        }
    }

    sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input { get; } = input;
        public PipeWriter Output { get; } = output;
    }
}
