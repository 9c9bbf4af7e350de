using System.Net;

namespace Dukou.Server.Pipeline;

/// <summary>A feature that acts when a device comes, listens or goes. Called in the registered order, for one connection never at the same time.</summary>
interface ISessionObserver
{
    /// <summary>Authenticated, not yet answered: what must be durable before CONNACK.</summary>
    ValueTask OpeningAsync(DeviceLink link, IPEndPoint? remote, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>After CONNACK, beside the reading of packets. Must not wait for acknowledgements longer than the connection lives.</summary>
    ValueTask OpenedAsync(DeviceLink link, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>After SUBACK.</summary>
    ValueTask SubscribedAsync(DeviceLink link, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    ValueTask ClosedAsync(DeviceLink link, Because because, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
