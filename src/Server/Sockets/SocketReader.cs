using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Connections;

namespace Dukou.Server.Sockets;

/// <summary>
/// The receiving half of a plain socket. Waits for readiness without a buffer, so an idle connection holds none, then reads where the
/// readiness was noticed: the reader continues on that thread. One reader; any thread may cancel its read. What arrived lies in one piece.
/// </summary>
sealed class SocketReader : PipeReader, IReadable, IValueTaskSource<ReadResult>, IThreadPoolWorkItem, IDisposable
{
    const int BufferBytes = 16 * 1024;
    // A peer that sends without a pause goes on in the pool after so many reads, so that it can't keep a polling thread to itself.
    const int ReadsInARow = 16;
    // SequencePosition marks the end of an array with the highest bit.
    const int IndexMask = int.MaxValue;

    readonly IPlainSocket _socket;

    // Guards the four flags: the reader, the polling thread and whoever cancels meet here.
    readonly Lock _gate = new();
    bool _isReading;
    bool _isAsked;
    bool _isCanceled;
    // There was word of bytes when nobody read: it doesn't come again.
    bool _isThere;

    // Everything below belongs to the reader, or while it waits to whoever took its read over (by clearing _isReading).
    ManualResetValueTaskSourceCore<ReadResult> _read;
    CancellationTokenRegistration _registration;
    Exception? _failure;
    byte[] _buffer = [];
    int _start;
    int _end;
    int _examined;
    int _inARow;
    bool _isCompleted;

    public SocketReader(IPlainSocket socket)
    {
        _socket = socket;
        socket.Reader = this;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TakeCanceled())
            return new(Result(isCanceled: true));
        if (_end > _examined || _isCompleted)
            return new(Result());
        _read.Reset();
        var version = _read.Version;
        bool isThere;
        lock (_gate)
        {
            _isReading = true;
            if (_isAsked)
                return Pending(version, cancellationToken);
            _isAsked = true;
            (isThere, _isThere) = (_isThere, false);
        }
        while (isThere || !_socket.AskReadable())
        {
            isThere = false;
            if (!TakeOver())
                break;
            if (TryReceive())
            {
                if (++_inARow < ReadsInARow || _failure is not null)
                    return _failure is { } failure ? ValueTask.FromException<ReadResult>(failure) : new(Result());
                _inARow = 0;
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return new(this, version);
            }
            if (!Return())
                return new(Result(isCanceled: true));
        }
        return Pending(version, cancellationToken);
    }

    public override bool TryRead(out ReadResult result)
    {
        if (TakeCanceled())
            result = Result(isCanceled: true);
        else if (_end > _examined || _isCompleted || (TryReceive() && _failure is null))
            result = Result();
        else
        {
            result = default;
            return false;
        }
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _start = consumed.GetInteger() & IndexMask;
        _examined = examined.GetInteger() & IndexMask;
        if (_start == _end)
            Release();
    }

    /// <summary>Any thread. The present read, or else the next, ends without data.</summary>
    public override void CancelPendingRead()
    {
        lock (_gate)
        {
            _isCanceled = !_isReading;
            if (!_isReading)
                return;
            _isReading = false;
        }
        _read.SetResult(Result(isCanceled: true));
    }

    public override void Complete(Exception? exception = null) => Release();

    /// <summary>After the socket's end and the reader's.</summary>
    public void Dispose() => Release();

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        // Waits for a cancellation that is under way, so that it can't hit a later read.
        _registration.Dispose();
        _registration = default;
        return _read.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    void IThreadPoolWorkItem.Execute() => _read.SetResult(Result());

    ValueTask<ReadResult> Pending(short version, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.UnsafeRegister(static (reader, token) => ((SocketReader)reader!).Give(new OperationCanceledException(token)), this);
        return new(this, version);
    }

    void IReadable.OnReadable()
    {
        do
        {
            if (!TakeOver())
                return;
            if (TryReceive())
            {
                _inARow = 0;
                if (_failure is { } failure)
                    _read.SetException(failure);
                else
                    _read.SetResult(Result());
                return;
            }
            if (!Return())
            {
                _read.SetResult(Result(isCanceled: true));
                return;
            }
        }
        while (!_socket.AskReadable());
    }

    void Give(Exception failure)
    {
        lock (_gate)
        {
            if (!_isReading)
                return;
            _isReading = false;
        }
        _read.SetException(failure);
    }

    /// <summary>The socket has answered; false when the read was canceled meanwhile.</summary>
    bool TakeOver()
    {
        lock (_gate)
        {
            _isAsked = false;
            var wasReading = _isReading;
            _isThere = !wasReading;
            _isReading = false;
            return wasReading;
        }
    }

    /// <summary>There was nothing to receive: the read waits again; false when it has been canceled.</summary>
    bool Return()
    {
        lock (_gate)
        {
            if (_isCanceled)
            {
                _isCanceled = false;
                return false;
            }
            return _isReading = _isAsked = true;
        }
    }

    bool TakeCanceled()
    {
        lock (_gate)
        {
            var wasCanceled = _isCanceled;
            _isCanceled = false;
            return wasCanceled;
        }
    }

    /// <summary>False when there is nothing; an end or a failure is something.</summary>
    bool TryReceive()
    {
        MakeRoom();
        try
        {
            var received = _socket.Receive(_buffer.AsSpan(_end), out var error);
            if (error == SocketError.WouldBlock)
            {
                if (_start == _end)
                    Release();
                return false;
            }
            if (error != SocketError.Success)
                _failure = new ConnectionResetException($"The link broke: {error}.");
            _isCompleted = received == 0;
            _end += received;
        }
        catch (ObjectDisposedException)
        {
            _failure = new ConnectionAbortedException();
        }
        return true;
    }

    void MakeRoom()
    {
        if (_end < _buffer.Length)
            return;
        // A packet that is larger than what was read so far; its length is bounded by whoever reads.
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(BufferBytes, (_end - _start) * 2));
        _buffer.AsSpan(_start, _end - _start).CopyTo(larger);
        (_examined, _end) = (_examined - _start, _end - _start);
        _start = 0;
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    void Release()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = _end = _examined = 0;
    }

    ReadResult Result(bool isCanceled = false) => new(new ReadOnlySequence<byte>(_buffer, _start, _end - _start), isCanceled, _isCompleted);
}
