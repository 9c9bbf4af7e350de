namespace Dukou.Server.Sessions;

/// <summary>
/// Publishes and bytes per second of one connection, by token buckets that hold one second's worth. A connection that is too fast is
/// not refused: its socket is left unread for a while. Pacing, so on the system's monotonic clock. Used by the reading loop only.
/// </summary>
sealed class RateLimiter(LimitOptions? limits)
{
    readonly int _messagesPerSecond = limits?.MessagesPerSecond ?? 0;
    readonly int _bytesPerSecond = limits?.BytesPerSecond ?? 0;
    double _messages = limits?.MessagesPerSecond ?? 0;
    double _bytes = limits?.BytesPerSecond ?? 0;
    long _filledAt = Environment.TickCount64;

    /// <summary>How long to wait until another message may come.</summary>
    public TimeSpan Wait
    {
        get
        {
            var messages = _messagesPerSecond > 0 ? (1 - _messages) / _messagesPerSecond : 0;
            var bytes = _bytesPerSecond > 0 ? -_bytes / _bytesPerSecond : 0;
            return TimeSpan.FromSeconds(Math.Clamp(Math.Max(messages, bytes), 0.001, 1));
        }
    }

    public bool TryTake(int bytes)
    {
        if (_messagesPerSecond == 0 && _bytesPerSecond == 0)
            return true;
        Fill();
        // A message larger than what is left is let through on credit, or one larger than a second's worth would never pass.
        if ((_messagesPerSecond > 0 && _messages < 1) || (_bytesPerSecond > 0 && _bytes <= 0))
            return false;
        _messages--;
        _bytes -= bytes;
        return true;
    }

    /// <summary>Undoes a take whose message found no place.</summary>
    public void GiveBack(int bytes)
    {
        _messages++;
        _bytes += bytes;
    }

    void Fill()
    {
        var now = Environment.TickCount64;
        var seconds = (now - _filledAt) / 1000.0;
        if (seconds <= 0)
            return;
        _filledAt = now;
        _messages = Math.Min(_messagesPerSecond, _messages + (seconds * _messagesPerSecond));
        _bytes = Math.Min(_bytesPerSecond, _bytes + (seconds * _bytesPerSecond));
    }
}
