using System.Buffers;
using System.IO.Pipelines;

namespace Dukou.Server.Sessions;

/// <summary>
/// Bytes on their way to the peer. Any thread writes whole packets under <see cref="Gate"/>; one pump at a time hands everything that
/// has gathered to the transport, so a burst costs one flush. Bound: when more than <c>bytesMax</c> wait for a peer that doesn't read,
/// <see cref="Flush"/> says so and its owner cuts the connection. Holds no memory while nothing is under way.
/// </summary>
/// <param name="transport">Written by the pump alone.</param>
/// <param name="bytesMax">Bytes that may wait.</param>
/// <param name="quick">
/// Writing costs a copy. Where it costs more (TLS, WebSocket), the pump runs on the pool and not on the thread that asked: the inbox's
/// commit thread asks for every connection.
/// </param>
sealed class Outbound(PipeWriter transport, int bytesMax, bool quick) : IThreadPoolWorkItem
{
    // The transport copies a write as a whole: small ones keep its share of what waits small.
    const int SliceBytes = 64 * 1024;

    readonly Queue<(long UpTo, TaskCompletionSource<bool> Taken)> _waiting = new();
    PooledBuffer _pending = new();
    PooledBuffer _sending = new();
    int _sent;
    long _written;
    bool _pumping;
    bool _closed;

    /// <summary>Guards everything here; hold it while writing a packet, never across an await.</summary>
    public Lock Gate { get; } = new();

    /// <summary>
    /// Whether packets may be written: not before CONNACK [MQTT-3.2.0-1] and not after DISCONNECT [MQTT-3.14.4-1]. Under <see cref="Gate"/>.
    /// </summary>
    public bool Accepts { get; set; }

    /// <summary>Write packets here under <see cref="Gate"/>, then call <see cref="Flush"/> outside it.</summary>
    public IBufferWriter<byte> Buffer => _pending;

    /// <summary>Bytes of memory held at present.</summary>
    public int Capacity
    {
        get
        {
            lock (Gate)
                return _pending.Capacity + _sending.Capacity;
        }
    }

    /// <summary>Bytes that the transport has not taken yet. Under <see cref="Gate"/>.</summary>
    public int WaitingBytes => _pending.Length + _sending.Length - _sent;

    /// <summary>Completes when the transport took everything written so far: false when the connection ended first.</summary>
    public Task<bool> WhenTaken()
    {
        lock (Gate)
        {
            if (_closed)
                return Task.FromResult(false);
            if (!_pumping && _pending.Length == 0)
                return Task.FromResult(true);
            var taken = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((_written + _pending.Length, taken));
            return taken.Task;
        }
    }

    /// <summary>Starts the pump unless it runs. False when more waits than may.</summary>
    public bool Flush()
    {
        bool within, start;
        lock (Gate)
        {
            within = WaitingBytes <= bytesMax;
            start = !_pumping && !_closed && _pending.Length > 0;
            _pumping |= start;
        }
        if (start && quick)
            _ = PumpAsync();
        else if (start)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return within;
    }

    void IThreadPoolWorkItem.Execute() => _ = PumpAsync();

    /// <summary>Waits until the transport took everything; false when it didn't within <paramref name="max"/>, or can't any more.</summary>
    public async Task<bool> DrainAsync(TimeSpan max)
    {
        Flush();
        try
        {
            return await WhenTaken().WaitAsync(max);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Nothing more is sent; everyone who waits learns so.</summary>
    public void Close()
    {
        lock (Gate)
        {
            _closed = true;
            Accepts = false;
            while (_waiting.TryDequeue(out var waiter))
                waiter.Taken.SetResult(false);
            _pending.Release();
        }
    }

    async Task PumpAsync()
    {
        while (TakePending())
        {
            var alive = await TrySendAsync();
            lock (Gate)
            {
                _sending.Release();
                _sent = 0;
                while (_waiting.TryPeek(out var waiter) && waiter.UpTo <= _written)
                    _waiting.Dequeue().Taken.SetResult(alive);
            }
            if (!alive)
                Close();
        }
    }

    bool TakePending()
    {
        lock (Gate)
        {
            _pumping = !_closed && _pending.Length > 0;
            if (!_pumping)
                return false;
            (_pending, _sending) = (_sending, _pending);
            _written += _sending.Length;
            return true;
        }
    }

    async ValueTask<bool> TrySendAsync()
    {
        try
        {
            var rest = _sending.Written;
            while (rest.Length > 0)
            {
                var slice = rest[..Math.Min(rest.Length, SliceBytes)];
                if ((await transport.WriteAsync(slice)).IsCompleted)
                    return false;
                rest = rest[slice.Length..];
                Volatile.Write(ref _sent, _sending.Length - rest.Length);
            }
            return true;
        }
        // The reading side notices by itself that the link is gone and ends the connection. A pipe that was completed says InvalidOperation.
        catch (Exception failure) when (LinkFailure.Is(failure) || failure is InvalidOperationException)
        {
            return false;
        }
    }
}
