using System.Diagnostics;
using System.Numerics;

namespace Dukou.Bench.Load;

/// <summary>A histogram of durations with an error of at most 3 %. Any thread adds.</summary>
sealed class Latencies
{
    const int SubBits = 5;
    readonly long[] _buckets = new long[(64 - SubBits) << SubBits];

    public void Add(long startedAt) => AddMicroseconds((long)(Stopwatch.GetElapsedTime(startedAt).TotalMicroseconds));

    public void AddMicroseconds(long value) => Interlocked.Increment(ref _buckets[IndexOf(Math.Max(value, 0))]);

    public void Clear() => Array.Clear(_buckets);

    /// <summary>The value in microseconds below which <paramref name="share"/> of all lie; 0 when there are none.</summary>
    public long At(double share)
    {
        var total = _buckets.Sum();
        var rank = (long)Math.Ceiling(total * share);
        for (var (i, seen) = (0, 0L); i < _buckets.Length; i++)
        {
            seen += _buckets[i];
            if (seen >= rank && seen > 0)
                return ValueOf(i);
        }
        return 0;
    }

    static int IndexOf(long value)
    {
        if (value < 1 << SubBits)
            return (int)value;
        var shift = BitOperations.Log2((ulong)value) - SubBits;
        return ((shift + 1) << SubBits) + (int)((value >> shift) & ((1 << SubBits) - 1));
    }

    static long ValueOf(int index)
    {
        var group = index >> SubBits;
        return group == 0 ? index : ((1L << SubBits) + (index & ((1 << SubBits) - 1))) << (group - 1);
    }
}
