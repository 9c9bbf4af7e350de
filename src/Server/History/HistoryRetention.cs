using Dukou.Server.Storage;

namespace Dukou.Server.History;

/// <summary>
/// Deletes whole days: those older than allowed, as far as <see cref="RetentionPace"/> lets it, then the oldest while all together take too
/// many bytes. The newest day stays.
/// </summary>
sealed class HistoryRetention(HistoryFiles files, HistoryOptions options, TimeProvider clock, ILogger log)
{
    static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    readonly RetentionPace _pace = new(clock);
    DateTimeOffset _next = DateTimeOffset.MinValue;
    DateTimeOffset _last = DateTimeOffset.MinValue;

    /// <summary>Looks once a minute; also when the clock has stepped back.</summary>
    public void Apply()
    {
        var now = clock.GetUtcNow();
        if (now < _next && now >= _last)
            return;
        (_last, _next) = (now, now + Every);
        var days = files.Days;
        var oldestKept = HistoryDay.Of(_pace.Reach(now - TimeSpan.FromDays(options.DaysMax), () => days.Count > 0 ? days[^1].Start : null));
        var bytes = files.Bytes;
        for (var i = days.Count - 1; i > 0; i--)
        {
            var size = files.BytesOf(days[i]);
            if (days[i].CompareTo(oldestKept) >= 0 && bytes <= options.BytesMax)
                break;
            try
            {
                files.Delete(days[i]);
                bytes -= size;
                StorageLog.HistoryDayDeleted(log, days[i].FileName, size);
            }
            // Windows keeps a file that somebody reads; the next look finds it again.
            catch (IOException failure)
            {
                StorageLog.HistoryDayKept(log, days[i].FileName, failure.Message);
            }
        }
    }
}
