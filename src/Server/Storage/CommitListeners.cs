using System.Runtime.InteropServices;

namespace Dukou.Server.Storage;

/// <summary>The listeners of one batch, each once, with the highest sequence of its records. Owned by the inbox, filled under its lock.</summary>
sealed class CommitListeners
{
    readonly Dictionary<ICommitListener, long> _sequences = new(ReferenceEqualityComparer.Instance);

    public void Add(ICommitListener listener, long sequence) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_sequences, listener, out _) = sequence;

    public Dictionary<ICommitListener, long>.Enumerator GetEnumerator() => _sequences.GetEnumerator();

    public void Clear() => _sequences.Clear();
}
