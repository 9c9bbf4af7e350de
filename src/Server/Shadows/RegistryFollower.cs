using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.Shadows;

/// <summary>
/// A device has a shadow as long as it is registered, and starts with what is desired of it at first. Follows the registry's changes in
/// the outbox with a cursor in shadow.db, which moves in the transaction that brings them there: a process that ends in between goes on
/// at its next start. One run at a time; whoever changes the registry meanwhile shares the next.
/// </summary>
sealed class RegistryFollower : IDeviceObserver, IDisposable
{
    const int SliceRows = 200;

    // Whoever registered a device is answered after that in any case: its change is durable and will be followed.
    static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(2);
    static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    readonly Outbox _outbox;
    readonly ShadowStore _shadows;
    readonly ILogger _log;
    readonly PerDevice _runs;
    readonly CancellationTokenSource _stopping = new();
    // The run's own: up to here nothing is left to follow.
    long _seen;

    public RegistryFollower(Outbox outbox, ShadowStore shadows, ILogger<RegistryFollower> log)
    {
        _outbox = outbox;
        _shadows = shadows;
        _log = log;
        _runs = new PerDevice(_ => FollowAsync(), (_, failure) =>
        {
            if (!_stopping.IsCancellationRequested)
                ShadowLog.NotFollowed(log, failure);
        });
    }

    /// <summary>Before the first device is registered in this run: what the last run left is followed.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        // A file that has followed nothing yet belongs to devices whose shadows are in it already.
        _seen = _shadows.RegistryCursor ?? await _shadows.StartFollowingAsync(_outbox.Head, cancellationToken);
        await _outbox.StartAboveAsync(_seen, cancellationToken);
        await CaughtUpAsync(cancellationToken);
    }

    public ValueTask DeviceAddedAsync(Device device, IReadOnlyList<InitialDesired> desired, CancellationToken cancellationToken) => new(CaughtUpAsync(cancellationToken));

    public ValueTask DeviceDeletedAsync(string deviceId, CancellationToken cancellationToken) => new(CaughtUpAsync(cancellationToken));

    public void Dispose()
    {
        // The container disposes it once for each service that it is registered as.
        if (_stopping.IsCancellationRequested)
            return;
        _stopping.Cancel();
        _stopping.Dispose();
    }

    /// <summary>Completes when the shadows have what the outbox had at the call; at the latest after a moment, for the run goes on by itself.</summary>
    public async Task CaughtUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _runs.RequestAsync("registry").WaitAsync(AnswerMax, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The run goes on by itself.
        }
    }

    async Task FollowAsync()
    {
        var failing = false;
        while (true)
            try
            {
                var head = _outbox.Head;
                var (changes, through) = RegistryChange.ReadAfter(_outbox, _seen, SliceRows);
                if (changes.Count > 0)
                    await _shadows.FollowAsync(changes, through!.Value, _stopping.Token); // There are rows.
                _seen = Math.Max(_seen, through ?? head);
                failing = false;
                if (through is null)
                    return;
            }
            // The world's fault, or the shadows are far behind what devices report: tried again until it works.
            catch (Exception failure) when (failure is StorageException or IotdaException)
            {
                if (!failing)
                    ShadowLog.NotFollowed(_log, failure);
                failing = true;
                await Task.Delay(RetryDelay, _stopping.Token);
            }
    }
}
