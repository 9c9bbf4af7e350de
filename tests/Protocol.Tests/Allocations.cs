namespace Dukou.Protocol.Tests;

/// <summary>Counts the bytes that an action allocates once it is warm.</summary>
static class Allocations
{
    // A collection that another thread causes counts for this one, too: what was left of its piece of the heap.
    const int Tries = 5;

    public static long Of(Func<bool> action)
    {
        Assert.True(action());
        var least = long.MaxValue;
        for (var i = 0; i < Tries && least > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var isTrue = action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(isTrue);
        }
        return least;
    }
}
