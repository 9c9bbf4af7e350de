using System.Data.Common;
using Dukou.Server.Storage;

namespace Dukou.Server.Traces;

/// <summary>
/// How many rows each device has in traces.db, so that a row above the bound goes in the transaction that wrote one too many. Belongs
/// to the file's writer thread. Bound: <see cref="DevicesMax"/> devices are remembered; others are counted again.
/// </summary>
sealed class TraceCounts(TraceOptions options)
{
    const int DevicesMax = 10_000;

    // The empty id stands for rows without a device.
    readonly Dictionary<string, int> _perDevice = [];
    long? _all;

    public void Added(DbConnection traces, string? deviceId)
    {
        // Counted before the row that has just been added is, or found with it.
        _all = _all + 1 ?? traces.Scalar<long>("select count(*) from trace");
        var count = CountWith(traces, deviceId);
        if (count > (deviceId is null ? options.WithoutDeviceMax : options.PerDeviceMax))
            DropOldestOf(traces, deviceId);
        while (_all > options.EntriesMax)
            DropOldest(traces);
    }

    /// <summary>What was counted may not hold any more.</summary>
    public void Forget()
    {
        _perDevice.Clear();
        _all = null;
    }

    int CountWith(DbConnection traces, string? deviceId)
    {
        if (_perDevice.TryGetValue(deviceId ?? "", out var known))
            return _perDevice[deviceId ?? ""] = known + 1;
        if (_perDevice.Count >= DevicesMax)
            _perDevice.Clear();
        var counted = (int)(deviceId is null
            ? traces.Scalar<long>("select count(*) from trace where device_id is null")
            : traces.Scalar<long>("select count(*) from trace where device_id = @device", ("@device", deviceId)));
        return _perDevice[deviceId ?? ""] = counted;
    }

    void DropOldestOf(DbConnection traces, string? deviceId)
    {
        var dropped = deviceId is null
            ? traces.Execute("delete from trace where sequence = (select sequence from trace where device_id is null order by position, sequence limit 1)")
            : traces.Execute("delete from trace where sequence = (select sequence from trace where device_id = @device order by position, sequence limit 1)", ("@device", deviceId));
        _perDevice[deviceId ?? ""] -= dropped;
        _all -= dropped;
    }

    void DropOldest(DbConnection traces)
    {
        var oldest = traces.First("delete from trace where sequence = (select min(sequence) from trace) returning device_id", row => row.Text(0) ?? "");
        if (oldest is not null && _perDevice.TryGetValue(oldest, out var known))
            _perDevice[oldest] = known - 1;
        _all--;
    }
}
