using System.Diagnostics;
using Dukou.Server.Storage;

namespace Dukou.Server.Statistics;

/// <summary>
/// How many messages of devices were stored in each of the last <see cref="SecondsKept"/> seconds of running time: the log's numbers are
/// read once a second, so that a message costs nothing here.
/// </summary>
sealed class MessageRates(Inbox inbox) : BackgroundService
{
    public const int SecondsKept = 60;
    static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    // Guards the list; oldest first.
    readonly Lock _gate = new();
    readonly Queue<double> _perSecond = new(Enumerable.Repeat(0d, SecondsKept));
    readonly long _first = inbox.Head;

    /// <summary>Messages stored since the start.</summary>
    public long Stored => inbox.Head - _first;

    /// <summary>Messages a second, oldest first.</summary>
    public IReadOnlyList<double> Recent
    {
        get
        {
            lock (_gate)
                return [.. _perSecond];
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period);
        var (head, at) = (_first, Stopwatch.GetTimestamp());
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var (nextHead, nextAt) = (inbox.Head, Stopwatch.GetTimestamp());
            // A busy machine ticks late: the count is divided by the time that has really passed.
            Keep((nextHead - head) / Stopwatch.GetElapsedTime(at, nextAt).TotalSeconds);
            (head, at) = (nextHead, nextAt);
        }
    }

    void Keep(double perSecond)
    {
        lock (_gate)
        {
            _perSecond.Dequeue();
            _perSecond.Enqueue(Math.Round(perSecond, 1));
        }
    }
}
