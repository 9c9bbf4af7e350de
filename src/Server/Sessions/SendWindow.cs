namespace Dukou.Server.Sessions;

/// <summary>
/// How many publishes above QoS 0 may be on their way to one peer at a time: its Receive Maximum [MQTT-3.3.4-9] or our own limit.
/// What applications send and what other devices say share it. Thread-safe.
/// </summary>
sealed class SendWindow(int max)
{
    int _used;
    bool _closed;
    TaskCompletionSource? _room;

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _used) <= max)
            return true;
        // It stood in the count for a moment: whoever looked meanwhile saw less room than there is.
        if (Interlocked.Decrement(ref _used) < max)
            SignalRoom();
        return false;
    }

    public void Leave()
    {
        Interlocked.Decrement(ref _used);
        SignalRoom();
    }

    /// <summary>Completes when <see cref="TryEnter"/> is worth another try, or the connection has ended.</summary>
    public Task WhenRoom()
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var room = Interlocked.CompareExchange(ref _room, mine, null) ?? mine;
        // Who left before the exchange saw nobody waiting.
        if (Volatile.Read(ref _used) < max || Volatile.Read(ref _closed))
            SignalRoom();
        return room.Task;
    }

    /// <summary>The connection has ended: nobody waits for it any more.</summary>
    public void Close()
    {
        Volatile.Write(ref _closed, true);
        SignalRoom();
    }

    void SignalRoom() => Interlocked.Exchange(ref _room, null)?.TrySetResult();
}
