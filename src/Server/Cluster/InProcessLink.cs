using Dukou.Protocol.Mqtt;
using Dukou.Server.Gateway;
using Dukou.Server.Pipeline;
using Dukou.Server.Sessions;

namespace Dukou.Server.Cluster;

/// <summary>The cluster link of a platform that is one process.</summary>
sealed class InProcessLink(SessionRegistry<MqttConnection> registry, PendingRequests pending, IEnumerable<ICache> caches, TimeProvider clock) : IClusterLink
{
    // What waits in connections' buffers at a time, so that a large broadcast to many devices does not stand in memory for each of them.
    const int BroadcastSlice = 256;

    // A socket that takes nothing is noticed by its keep-alive; the others must not wait for it.
    static readonly TimeSpan BroadcastPatience = TimeSpan.FromSeconds(1);

    readonly ICache[] _caches = [.. caches];

    public bool IsOnline(string deviceId) => registry.Find(deviceId) is not null;

    public Reach ReachOf(string deviceId, string topic) => registry.Find(deviceId)?.ReachOf(topic) ?? Reach.Offline;

    public ValueTask<Delivery> DeliverAsync(DownlinkPublish publish, CancellationToken cancellationToken) =>
        registry.Find(publish.DeviceId)?.DeliverAsync(publish) ?? new(Delivery.Of(DeliveryOutcome.Offline));

    public async ValueTask<RequestAnswer> RequestAsync(DownlinkPublish publish, RequestKind kind, string requestId, TimeSpan deadline, CancellationToken cancellationToken)
    {
        if (registry.Find(publish.DeviceId) is not { } connection)
            return new(DeliveryOutcome.Offline, false, default);
        using var request = pending.TryAdd(publish.DeviceId, kind, requestId);
        if (request is null)
            return new(DeliveryOutcome.TooManyRequests, false, default);
        // One deadline for everything, counted from before the first byte.
        using var late = new CancellationTokenSource(deadline, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await AnswerAsync(connection, publish, request).WaitAsync(end.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(DeliveryOutcome.Delivered, true, default);
        }
    }

    public async ValueTask<int> BroadcastAsync(string appId, string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var slice in Listening(appId, topic).Chunk(BroadcastSlice))
        {
            var sending = slice.Select(connection => connection.DeliverAsync(new DownlinkPublish(connection.Link.Identity.DeviceId, topic, payload)).AsTask()).ToList();
            try
            {
                await Task.WhenAll(sending).WaitAsync(BroadcastPatience, cancellationToken);
            }
            catch (TimeoutException)
            {
                // The rest of the slice goes on by itself.
            }
            foreach (var sent in sending)
                if (sent.IsCompletedSuccessfully && await sent is var delivery && (!delivery.Fate.IsCompleted || await delivery.Fate == DeliveryOutcome.Delivered))
                    count++;
        }
        return count;
    }

    public IReadOnlyList<string> ListenersTo(string appId, string topic, int max) => [.. Listening(appId, topic).Take(max).Select(connection => connection.Link.Identity.DeviceId)];

    IEnumerable<MqttConnection> Listening(string appId, string topic) =>
        registry.All.Where(connection => connection.Link.Identity.AppId == appId && connection.ReachOf(topic) is Reach.AtMostOnce or Reach.AtLeastOnce);

    static async Task<RequestAnswer> AnswerAsync(MqttConnection connection, DownlinkPublish publish, PendingRequests.Entry request)
    {
        var delivery = await connection.DeliverAsync(publish);
        // A fast device answers before its PUBACK, a careless one never sends PUBACK: the answer counts.
        return await Task.WhenAny(request.Answer, delivery.Fate) == delivery.Fate && await delivery.Fate is not (DeliveryOutcome.Delivered or DeliveryOutcome.Unacknowledged) and var failed
            ? new(failed, false, default)
            : new(DeliveryOutcome.Delivered, false, await request.Answer);
    }

    public ValueTask DisconnectAsync(string deviceId, ReasonCode reason, Because because, CancellationToken cancellationToken)
    {
        registry.Find(deviceId)?.Close(reason, because);
        return ValueTask.CompletedTask;
    }

    public ValueTask InvalidateAsync(CachedKind kind, string id, CancellationToken cancellationToken)
    {
        foreach (var cache in _caches)
            cache.Invalidate(kind, id);
        return ValueTask.CompletedTask;
    }
}
