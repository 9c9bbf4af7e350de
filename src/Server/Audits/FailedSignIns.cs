namespace Dukou.Server.Audits;

/// <summary>Bounds how many failed sign-ins are written within a minute of domain time. Thread-safe.</summary>
sealed class FailedSignIns(AuditOptions options, TimeProvider clock)
{
    // Guards both.
    readonly Lock _gate = new();
    long _minute;
    int _count;

    public bool Admits()
    {
        var minute = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        lock (_gate)
        {
            if (minute != _minute)
                (_minute, _count) = (minute, 0);
            return ++_count <= options.FailedSignInsPerMinuteMax;
        }
    }
}
