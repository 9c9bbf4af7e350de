using System.Diagnostics;
using Dukou.Protocol.Mqtt;

namespace Dukou.Bench.Load;

/// <summary>Devices that connect, subscribe, and leave.</summary>
static class Storm
{
    public static async Task RunAsync(LoadOptions options, TextWriter output)
    {
        var latencies = new Latencies();
        var next = -1;
        var visits = 0L;
        using var ended = new CancellationTokenSource();
        var visitors = Enumerable.Range(0, options.Concurrency).Select(async _ =>
        {
            while (!ended.IsCancellationRequested)
            {
                var started = Stopwatch.GetTimestamp();
                using var visitor = new Visitor(new BenchDevice(options.FirstDevice + (Interlocked.Increment(ref next) % options.Connections)));
                await visitor.VisitAsync(options);
                latencies.Add(started);
                Interlocked.Increment(ref visits);
            }
        }).ToList();
        while (Volatile.Read(ref visits) < options.Warmup && !visitors.Exists(visitor => visitor.IsCompleted))
            await Task.Delay(5);
        latencies.Clear();
        var before = Volatile.Read(ref visits);
        var outcome = new Outcome(options, "storm");
        await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(options.Seconds)), Task.WhenAny(visitors));
        outcome.Counted("connects", Volatile.Read(ref visits) - before, latencies);
        await ended.CancelAsync();
        await Task.WhenAll(visitors);
        outcome.Print(output);
    }

    sealed class Visitor(BenchDevice device) : Link(device, bufferBytes: 64)
    {
        static readonly byte[] Disconnect = [0xE0, 0];

        public async Task VisitAsync(LoadOptions options)
        {
            await ConnectAsync(options);
            await Socket.SendAsync(Device.Subscribe());
            await ExpectAsync(5, first: 0x90);
            await Socket.SendAsync(Disconnect);
        }

        protected override void OnPacket(in Packet packet) => throw new UnreachableException();
    }
}
