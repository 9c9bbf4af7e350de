using System.Numerics;

namespace Dukou.Server.Storage;

/// <summary>
/// Buffers that are used again. Large arrays made anew for each use lie in memory until a full collection: the process grows with its load.
/// Any number of threads may use it. Who rents a buffer owns it and returns it once, when nobody can read it any more; a buffer that is
/// never returned is left to the collector. Bound: <paramref name="idleBytesMax"/> of buffers in nobody's use; above it those go whose size
/// was asked for longest ago. Of those that nobody has needed for <paramref name="unusedMax"/> (a minute) half go: what a load leaves behind
/// is gone minutes later, and one that comes and goes finds most of its buffers again.
/// </summary>
sealed class BufferPool(long idleBytesMax, TimeSpan? unusedMax = null)
{
    const int SizeMinLog2 = 9;

    readonly TimeSpan _unusedMax = unusedMax ?? TimeSpan.FromMinutes(1);

    // Guards what follows; a buffer of shelf i has 2^(i + SizeMinLog2) bytes.
    readonly Lock _gate = new();
    readonly Shelf[] _shelves = [.. Enumerable.Range(SizeMinLog2, 31 - SizeMinLog2).Select(_ => new Shelf())];
    long _idleBytes;
    long _rents;
    long _tidied = Environment.TickCount64;

    /// <summary>Bytes of buffers in nobody's use.</summary>
    public long IdleBytes
    {
        get
        {
            lock (_gate)
                return _idleBytes;
        }
    }

    /// <summary>A buffer of at least <paramref name="size"/> bytes, which hold anything.</summary>
    public byte[] Rent(int size)
    {
        var shelf = Math.Max(0, BitOperations.Log2((uint)Math.Max(1, size - 1)) + 1 - SizeMinLog2);
        lock (_gate)
            if (_shelves[shelf].Take(++_rents) is { } buffer)
            {
                _idleBytes -= buffer.Length;
                return buffer;
            }
        // Pinned, the collector never copies it: most live as long as a load, and the copying was most of its pauses.
        return GC.AllocateUninitializedArray<byte>(1 << (shelf + SizeMinLog2), pinned: true);
    }

    public void Return(byte[] buffer)
    {
        if (!BitOperations.IsPow2(buffer.Length) || buffer.Length < 1 << SizeMinLog2)
            throw new ArgumentException("Not a buffer of this pool.", nameof(buffer));
        lock (_gate)
        {
            if (Environment.TickCount64 - _tidied >= _unusedMax.TotalMilliseconds)
                DropUnused();
            _shelves[BitOperations.Log2((uint)buffer.Length) - SizeMinLog2].Put(buffer);
            _idleBytes += buffer.Length;
            while (_idleBytes > idleBytesMax)
                _idleBytes -= _shelves.Where(shelf => !shelf.IsEmpty).MinBy(shelf => shelf.AskedLast)!.Drop(); // Some buffer is idle.
        }
    }

    void DropUnused()
    {
        _idleBytes = 0;
        foreach (var shelf in _shelves)
            _idleBytes += shelf.DropUnused();
        _tidied = Environment.TickCount64;
    }

    /// <summary>Idle buffers of one size.</summary>
    sealed class Shelf
    {
        // The one that was used last is taken first: the processor may still have it in its cache.
        readonly Stack<byte[]> _idle = new();
        // So few lay here at some time since it was tidied.
        int _fewest;

        public bool IsEmpty => _idle.Count == 0;

        /// <summary>The rent that asked for this size last.</summary>
        public long AskedLast { get; private set; }

        public byte[]? Take(long rent)
        {
            AskedLast = rent;
            var taken = _idle.TryPop(out var buffer) ? buffer : null;
            _fewest = Math.Min(_fewest, _idle.Count);
            return taken;
        }

        public void Put(byte[] buffer) => _idle.Push(buffer);

        /// <summary>Returns the bytes that go.</summary>
        public int Drop()
        {
            var dropped = _idle.Pop();
            _fewest = Math.Min(_fewest, _idle.Count);
            return dropped.Length;
        }

        /// <summary>Returns the bytes that stay.</summary>
        public long DropUnused()
        {
            for (var unused = (_fewest + 1) / 2; unused > 0; unused--)
                _idle.Pop();
            _fewest = _idle.Count;
            return _idle.TryPeek(out var one) ? (long)one.Length * _idle.Count : 0;
        }
    }
}
