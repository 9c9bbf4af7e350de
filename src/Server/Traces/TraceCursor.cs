namespace Dukou.Server.Traces;

/// <summary>
/// How far a live stream has come in its two sources, the log of uplinks and the ledger's rows. As text 24 hex digits, the id of its
/// events: who sends it back as Last-Event-ID misses nothing and gets nothing twice.
/// </summary>
readonly record struct TraceCursor(long Uplink, long Row)
{
    public static bool TryParse(string? text, out TraceCursor cursor)
    {
        var readable = TracePlace.TryParse(text, out var pair);
        cursor = new(pair.Position, pair.Sequence);
        return readable;
    }

    public override string ToString() => new TracePlace(Uplink, Row).ToString();
}
