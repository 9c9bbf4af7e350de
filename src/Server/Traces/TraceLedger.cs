using System.Diagnostics;
using Dukou.Server.Api;
using Dukou.Server.Pipeline;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.Traces;

/// <summary>
/// Takes what was decided out of the <see cref="TraceFeed"/>, bounds it, numbers it and keeps it: proven peers' entries in traces.db,
/// attempts of others in the <see cref="AttemptRing"/>. One loop writes, another deletes what is too old. When the disk refuses, entries
/// wait in the feed, and what finds no place there is counted and told.
/// </summary>
sealed class TraceLedger(
    TraceFeed feed, TraceStore store, AttemptRing ring, UplinkTraces uplinks, TraceOptions options, ApiOptions api, TimeProvider clock, ILogger<TraceLedger> log)
    : BackgroundService, IResettable
{
    const int SliceRowsMax = 500;
    const long ReserveAhead = 100_000;

    static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan RetentionEvery = TimeSpan.FromMinutes(1);
    static readonly TimeSpan RetryDelayMin = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan RetryDelayMax = TimeSpan.FromSeconds(5);

    readonly RetentionPace _pace = new(clock);
    readonly TraceThrottle _throttle = new(options.PerDevicePerSecondMax);
    readonly Progress _taken = new(0);
    readonly Progress _complete = new(0);
    readonly Progress _published = new(0);

    // The writing loop's own.
    long _numberTaken;
    long _lastPosition;
    long _sequence;
    long _reserved;
    bool _dropped;
    volatile string? _failing;

    /// <summary>Rows up to this sequence can be read.</summary>
    public long Published => _published.Position;

    /// <summary>Why traces can't be written at present, for health checks; null when all is well.</summary>
    public string? Failing => _failing;

    /// <summary>Read your writes: completes once everything traced before the call can be read.</summary>
    /// <exception cref="IotdaException">503 when that takes longer than <see cref="ApiOptions.ReadWaitMax"/>.</exception>
    public async Task UpToDateAsync(string? deviceId)
    {
        var written = feed.Written;
        var started = Stopwatch.GetTimestamp();
        var reached = await _taken.WaitAsync(written, api.ReadWaitMax);
        // What is counted during a second is told at its end.
        if (reached && _throttle.HoldsBack(deviceId))
            reached = Stopwatch.GetElapsedTime(started) is var spent && spent < api.ReadWaitMax && await _complete.WaitAsync(written, api.ReadWaitMax - spent);
        if (!reached)
            throw Errors.Busy(_failing is { } problem
                ? $"Traces can't be written at present ({problem}); try again later."
                : $"The traces are more than {api.ReadWaitMax.TotalSeconds:0.#} seconds behind what happens; try again in a moment.");
    }

    /// <summary>Forgets everything that was traced before the call: for the reset of an ephemeral platform.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        uplinks.ForgetAll();
        await _taken.WaitAsync(feed.Written, api.ReadWaitMax);
        _throttle.Close(long.MaxValue);
        ring.Clear();
        await store.ClearAsync(cancellationToken);
    }

    /// <summary>Completes when a row above <paramref name="sequence"/> can be read.</summary>
    public Task WaitForAsync(long sequence) => _published.WaitAsync(sequence);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _sequence = _reserved = store.ReadReserved();
        _published.Advance(_sequence);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>When everything that traces has ended: what is in the feed is kept, and what was counted in the last second is told.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // A disk that refuses now is not asked again and again.
        while (await KeepNextAsync(long.MaxValue - TraceThrottle.WindowMilliseconds, lastTry: true, CancellationToken.None) > 0 && !_dropped)
        {
        }
        // What the loop itself has counted is told as well; its windows end after every other.
        if (!_dropped)
            await KeepNextAsync(long.MaxValue, lastTry: true, CancellationToken.None);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(WriteLoopAsync(stoppingToken), RetentionLoopAsync(stoppingToken));

    async Task WriteLoopAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
            if (await KeepNextAsync(Environment.TickCount64, lastTry: false, stopping) < SliceRowsMax)
                await WaitForWorkAsync(stopping);
    }

    /// <summary>Keeps the next slice; returns how many rows it had.</summary>
    async Task<int> KeepNextAsync(long now, bool lastTry, CancellationToken stopping)
    {
        var rows = Take(now);
        if (rows.Count > 0)
            await KeepAsync(rows, lastTry, stopping);
        _throttle.Told();
        _complete.Advance(_throttle.CompleteThrough(_numberTaken));
        _taken.Advance(_numberTaken);
        return rows.Count;
    }

    async Task WaitForWorkAsync(CancellationToken stopping)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        if (_throttle.NextEnd is { } end)
            until.CancelAfter(TimeSpan.FromMilliseconds(Math.Max(1, end - Environment.TickCount64)));
        try
        {
            await feed.Entries.WaitToReadAsync(until.Token);
            // Entries that come together share a commit, unless somebody waits for them.
            if (!_taken.HasWaiters)
                await Task.Delay(GatherFor, until.Token);
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            // A second with counted entries is over, or the platform stops.
        }
    }

    /// <summary>The next rows, with their places: what is over in the throttle, what was lost, then what waits in the feed.</summary>
    List<TraceRow> Take(long now)
    {
        var rows = Tell(_throttle.Close(now), []);
        if (feed.TakeLost() is > 0 and var lost)
            rows.Add(Numbered(new PlacedTrace(new TraceEntry(TraceKind.Platform, TraceOutcome.Failed, clock.GetUtcNow(), TraceReasons.Lost.With(("count", $"{lost}"))), _lastPosition)));
        while (rows.Count < SliceRowsMax && feed.Entries.TryRead(out var placed))
        {
            _numberTaken++;
            _lastPosition = Math.Max(_lastPosition, placed.Position);
            if (_throttle.Admits(placed, _numberTaken, now))
                rows.Add(Numbered(placed));
        }
        return rows;
    }

    List<TraceRow> Tell(List<Suppressed> suppressed, List<TraceRow> rows)
    {
        foreach (var (earliest, count) in suppressed)
            rows.Add(Numbered(earliest, count));
        return rows;
    }

    TraceRow Numbered(in PlacedTrace placed, long more = 0) => new(new TracePlace(placed.Position, ++_sequence), TraceRow.Bounded(placed.Entry), more);

    async Task KeepAsync(List<TraceRow> rows, bool lastTry, CancellationToken stopping)
    {
        var stored = rows.FindAll(row => row.Entry.Authenticated);
        var written = 0;
        var delay = RetryDelayMin;
        while (written < stored.Count || _sequence > _reserved)
        {
            try
            {
                if (_sequence > _reserved)
                {
                    await store.ReserveAsync(_sequence + ReserveAhead, CancellationToken.None);
                    _reserved = _sequence + ReserveAhead;
                }
                if (written < stored.Count)
                    written += await store.InsertAsync(stored, written, CancellationToken.None);
                if (_failing is not null)
                {
                    _failing = null;
                    TraceLog.Recovered(log);
                }
            }
            // The world's fault (disk full, I/O): tried again until it works, or until the platform stops.
            catch (StorageException failure) when (!lastTry && !stopping.IsCancellationRequested)
            {
                if (_failing is null)
                    TraceLog.Failing(log, failure.Message);
                _failing = failure.Message;
                await Task.Delay(delay, CancellationToken.None);
                delay = delay * 2 < RetryDelayMax ? delay * 2 : RetryDelayMax;
            }
            // Our fault, or no disk at the end: the next entries must not wait for these for ever.
            catch (Exception failure)
            {
                TraceLog.Dropped(log, failure, stored.Count - written);
                feed.CountLost(stored.Count - written);
                _dropped = true;
                if (!lastTry)
                    await Task.Delay(RetryDelayMax, CancellationToken.None);
                break;
            }
        }
        foreach (var row in rows)
            if (!row.Entry.Authenticated)
                ring.Add(row);
        _published.Advance(_sequence);
    }

    async Task RetentionLoopAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(RetentionEvery, clock);
        try
        {
            do
                await DeleteOldAsync(stopping);
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The platform stops.
        }
    }

    async Task DeleteOldAsync(CancellationToken stopping)
    {
        var oldest = _pace.Reach(clock.GetUtcNow() - options.KeptFor, store.Oldest);
        ring.DropBefore(oldest);
        try
        {
            while (await store.DeleteBeforeAsync(oldest, stopping) > 0)
            {
            }
        }
        // The world's fault; the next minute tries again.
        catch (StorageException failure)
        {
            TraceLog.RetentionFailed(log, failure.Message);
        }
    }
}
