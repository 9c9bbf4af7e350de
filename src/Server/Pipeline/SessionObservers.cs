using System.Net;

namespace Dukou.Server.Pipeline;

/// <summary>
/// All <see cref="ISessionObserver"/>s as one, in their registered order. One that fails doesn't keep the others from knowing. They hear
/// of devices' own links only: a device that came by its group's proof isn't online.
/// </summary>
sealed class SessionObservers(IEnumerable<ISessionObserver> observers, ILogger<SessionObservers> log)
{
    readonly ISessionObserver[] _observers = [.. observers];

    /// <summary>Fails when one of them fails: a session that can't be recorded isn't opened.</summary>
    public async ValueTask OpeningAsync(DeviceLink link, IPEndPoint? remote, CancellationToken cancellationToken)
    {
        foreach (var observer in Of(link))
            await observer.OpeningAsync(link, remote, cancellationToken);
    }

    public ValueTask OpenedAsync(DeviceLink link, CancellationToken cancellationToken) =>
        TellAsync(link, observer => observer.OpenedAsync(link, cancellationToken));

    public ValueTask SubscribedAsync(DeviceLink link, CancellationToken cancellationToken) =>
        TellAsync(link, observer => observer.SubscribedAsync(link, cancellationToken));

    public ValueTask ClosedAsync(DeviceLink link, Because because) =>
        TellAsync(link, observer => observer.ClosedAsync(link, because, CancellationToken.None));

    ISessionObserver[] Of(DeviceLink link) => link.Identity.GroupId is null ? _observers : [];

    async ValueTask TellAsync(DeviceLink link, Func<ISessionObserver, ValueTask> tell)
    {
        foreach (var observer in Of(link))
            try
            {
                await tell(observer);
            }
            catch (OperationCanceledException)
            {
                // The connection ended while it was being told; what was promised is in the storage.
            }
            // Our fault or the disk's: this connection goes on, the operator is told.
            catch (Exception failure)
            {
                PipelineLog.ObserverFailed(log, failure, observer.GetType().Name, link.Identity.DeviceId);
            }
    }
}
