namespace Dukou.Cli;

/// <summary>
/// Gives memory back to the system once the platform has become quiet. After a burst, such as a fleet that connects or leaves, the
/// collector keeps what the burst needed until it collects again, which in quiet times it doesn't. A collection that gives memory back
/// stops the process for a millisecond or two for each MB in use; so it happens only while next to nothing does, once after each burst,
/// and never on a large heap.
/// </summary>
sealed partial class QuietMemory : IDisposable
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    // Of one core.
    const double BusyShare = 0.05;

    // Less than this since the last time is not worth the pause.
    const long BurstBytes = 24 * 1024 * 1024;
    const long HeapBytesMax = 256 * 1024 * 1024;

    readonly Timer _timer;
    TimeSpan _used;
    long _allocated;
    bool _hasCollected;

    public QuietMemory() => _timer = new Timer(_ => Look(), null, Every, Every);

    public void Dispose() => _timer.Dispose();

    void Look()
    {
        var used = Environment.CpuUsage.TotalTime;
        var isBusy = used - _used > Every * BusyShare;
        _used = used;
        if (isBusy)
            return;
        if (GC.GetTotalAllocatedBytes() - _allocated >= BurstBytes && GC.GetTotalMemory(forceFullCollection: false) <= HeapBytesMax)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            _allocated = GC.GetTotalAllocatedBytes();
            _hasCollected = true;
        }
        // Afterwards: the collection is what lets finalizers free native memory.
        else if (_hasCollected)
        {
            TrimNative();
            _hasCollected = false;
        }
    }
}
