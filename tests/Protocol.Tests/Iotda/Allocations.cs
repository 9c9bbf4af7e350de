namespace Dukou.Protocol.Tests.Iotda;

/// <summary>Counts the bytes that an action allocates once it is warm.</summary>
static class Allocations
{
    public static long Of(Func<bool> action)
    {
        Assert.True(action());
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var isTrue = action();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(isTrue);
        return allocated;
    }
}
