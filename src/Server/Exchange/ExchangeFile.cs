using System.Data.Common;
using Dukou.Server.Storage;

namespace Dukou.Server.Exchange;

/// <summary>
/// The file of what devices say to each other: sessions that outlive their connection, their queues, retained messages and wills. Written
/// by sessions and by the projection; reads see what was written before.
/// </summary>
sealed class ExchangeFile(Databases databases)
{
    readonly Database _exchange = databases.Exchange;
    long _lastId = databases.Exchange.Read(exchange => exchange.Scalar<long>("select max(id) from queued"));

    /// <summary>Ids of queued messages grow, over restarts too.</summary>
    public long NextId() => Interlocked.Increment(ref _lastId);

    public T Read<T>(Func<DbConnection, T> query) => _exchange.Read(query);

    public Task WriteAsync(Action<DbConnection> work, WritePriority priority = WritePriority.Interactive) => _exchange.WriteAsync(work, priority);

    /// <summary>What a session has not acknowledged, in its order.</summary>
    public IReadOnlyList<QueuedMessage> Queued(long sessionId) => _exchange.Read(exchange => QueueTable.Read(exchange, sessionId));

    /// <summary>Completes when it is durable that the receiver has the message.</summary>
    public Task ReleaseAsync(long sessionId, ushort packetId) => _exchange.WriteAsync(exchange => QueueTable.Release(exchange, sessionId, packetId));

    /// <summary>Acknowledged. Not waited for: when the row outlives a crash, the message is sent again with DUP.</summary>
    public void Forget(long sessionId, ushort packetId) => _ = _exchange.WriteAsync(exchange => QueueTable.Delete(exchange, sessionId, packetId));
}
