using System.Collections.Concurrent;
using Dukou.Server.Cluster;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.DevicePolicies;

/// <summary>
/// What each device may do, compiled when it asks for the first time and kept until any policy or binding changes. A change by another
/// node is seen after <see cref="VersionedCache{TKey,TRow}.TrustedFor"/> at the latest. Any number of threads may use it. Bound:
/// <see cref="DevicesMax"/> devices, then it starts anew.
/// </summary>
sealed class DevicePolicyRules(Databases databases) : ICache
{
    const int DevicesMax = 100_000;

    // Replaced as a whole. A device that is added to a replaced one is added to nothing.
    volatile Generation? _generation;

    public PolicyRules Of(DeviceIdentity device)
    {
        var generation = Current();
        if (generation.Devices.TryGetValue(device.DeviceId, out var known))
            return known;
        var rules = new PolicyRules(device.DeviceId, databases.Core.Read(core => DevicePolicyTable.StatementsFor(core, device)));
        if (generation.Devices.Count >= DevicesMax)
            _generation = null;
        generation.Devices[device.DeviceId] = rules;
        return rules;
    }

    /// <summary>After any change: the next question is answered from the database.</summary>
    public void Invalidate(CachedKind kind, string id)
    {
        if (kind == CachedKind.Policy)
            _generation = null;
        // Its bindings go with a device, and another one may take its id.
        else if (kind == CachedKind.Device)
            _generation?.Devices.TryRemove(id, out _);
    }

    Generation Current()
    {
        var known = _generation;
        if (known is not null && Environment.TickCount64 < known.TrustedUntil)
            return known;
        var until = Environment.TickCount64 + (long)VersionedCache<string, PolicyRules>.TrustedFor.TotalMilliseconds;
        var version = databases.Core.Read(DevicePolicyTable.Version);
        var next = known is not null && known.Version == version ? known with { TrustedUntil = until } : new Generation(version, until, new());
        // A change that came in between has thrown the known one away, and keeps its word.
        return Interlocked.CompareExchange(ref _generation, next, known) == known ? next : Current();
    }

    sealed record Generation(long Version, long TrustedUntil, ConcurrentDictionary<string, PolicyRules> Devices);
}
