namespace Dukou.Server.Storage;

/// <summary>
/// Whoever owes somebody an acknowledgement. Called on the commit thread, once per commit and listener, with the listener's highest
/// durable sequence; must not block and must not throw.
/// </summary>
interface ICommitListener
{
    void Committed(long sequence);
}
