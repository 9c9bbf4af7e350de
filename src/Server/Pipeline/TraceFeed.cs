using System.Threading.Channels;
using Dukou.Server.Storage;

namespace Dukou.Server.Pipeline;

/// <summary>An entry and the last uplink that had its place in the log when it was written: what orders it among the uplinks.</summary>
readonly record struct PlacedTrace(TraceEntry Entry, long Position);

/// <summary>
/// The way from whoever decides to the trace ledger. Writing never waits: when the ledger is behind by <see cref="WaitingMax"/>
/// entries, further ones are counted instead of kept, and the ledger says how many.
/// </summary>
sealed class TraceFeed(Inbox inbox)
{
    public const int WaitingMax = 16_384;

    readonly Channel<PlacedTrace> _entries = Channel.CreateBounded<PlacedTrace>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });
    long _written;
    long _lost;
    long _lostEver;

    public ChannelReader<PlacedTrace> Entries => _entries.Reader;

    /// <summary>What was refused or failed lately; also what found no place.</summary>
    public FailureCounts Failures { get; } = new();

    /// <summary>How many entries have found a place since the start.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Entries that the ledger has not taken yet.</summary>
    public int Waiting => _entries.Reader.Count;

    /// <summary>Entries that found no place since the start.</summary>
    public long Lost => Interlocked.Read(ref _lostEver);

    /// <summary>Entries that found no place since the last call.</summary>
    public long TakeLost() => Interlocked.Exchange(ref _lost, 0);

    public void Write(TraceEntry entry)
    {
        Failures.Add(entry);
        if (_entries.Writer.TryWrite(new PlacedTrace(entry, inbox.LastAppended)))
            Interlocked.Increment(ref _written);
        else
            CountLost(1);
    }

    /// <summary>Entries that were taken from the feed and could not be kept.</summary>
    public void CountLost(long entries)
    {
        Interlocked.Add(ref _lost, entries);
        Interlocked.Add(ref _lostEver, entries);
    }
}
