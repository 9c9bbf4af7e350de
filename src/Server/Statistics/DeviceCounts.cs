using System.Diagnostics;
using Dukou.Server.Devices;

namespace Dukou.Server.Statistics;

/// <summary>
/// The devices by status, counted at most once a second of running time however many ask: at 200,000 devices a count is a pass over an
/// index of as many entries. Thread-safe.
/// </summary>
sealed class DeviceCounts(DeviceStore devices)
{
    static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(1);

    // Guards the last count; who asks meanwhile waits for the one that is under way.
    readonly Lock _gate = new();
    IReadOnlyDictionary<string, long>? _counts;
    long _countedAt;

    public IReadOnlyDictionary<string, long> ByStatus
    {
        get
        {
            lock (_gate)
            {
                if (_counts is null || Stopwatch.GetElapsedTime(_countedAt) >= GoodFor)
                    (_counts, _countedAt) = (devices.CountByStatus(), Stopwatch.GetTimestamp());
                return _counts;
            }
        }
    }
}
