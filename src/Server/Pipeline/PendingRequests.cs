using System.Collections.Concurrent;
using Dukou.Server.Cluster;

namespace Dukou.Server.Pipeline;

/// <summary>
/// Requests to devices that wait for an answer: whoever asked holds the entry and disposes it; an answer that finds none is late. Bound:
/// <see cref="LimitOptions.RequestsWaitingMax"/>, further ones are refused.
/// </summary>
sealed class PendingRequests(LimitOptions limits)
{
    readonly ConcurrentDictionary<(string DeviceId, RequestKind Kind, string RequestId), Entry> _waiting = new();

    int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Null when as many wait as may.</summary>
    public Entry? TryAdd(string deviceId, RequestKind kind, string requestId)
    {
        if (Interlocked.Increment(ref _count) > limits.RequestsWaitingMax)
        {
            Interlocked.Decrement(ref _count);
            return null;
        }
        var entry = new Entry(this, (deviceId, kind, requestId));
        _waiting[entry.Key] = entry;
        return entry;
    }

    /// <summary>False when nobody waits: the answer is late, repeated, or to a request that was never made.</summary>
    public bool TryAnswer(string deviceId, RequestKind kind, string requestId, ReadOnlyMemory<byte> payload) =>
        _waiting.TryRemove((deviceId, kind, requestId), out var entry) && entry.TrySet(payload);

    public sealed class Entry(PendingRequests owner, (string, RequestKind, string) key) : IDisposable
    {
        readonly TaskCompletionSource<ReadOnlyMemory<byte>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool _over;

        public (string, RequestKind, string) Key { get; } = key;

        public Task<ReadOnlyMemory<byte>> Answer => _answer.Task;

        public bool TrySet(ReadOnlyMemory<byte> payload) => _answer.TrySetResult(payload);

        public void Dispose()
        {
            if (_over)
                return;
            _over = true;
            owner._waiting.TryRemove(new(Key, this));
            Interlocked.Decrement(ref owner._count);
        }
    }
}
