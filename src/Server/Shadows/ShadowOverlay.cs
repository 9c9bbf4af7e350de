namespace Dukou.Server.Shadows;

/// <summary>
/// What devices reported above the projection's cursor, merged per device and service, so that a read sees a report before it is in
/// shadow.db. The projection's thread adds and removes; any thread reads. Bound: the projection stops reading the inbox while
/// <see cref="Bytes"/> is too high.
/// </summary>
sealed class ShadowOverlay
{
    // Guards everything below, and the changes that are not sealed.
    readonly Lock _gate = new();
    readonly Dictionary<string, List<ReportedChange>> _devices = [];
    List<ReportedChange> _unsealed = [];
    long _bytes;

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Merges one service's report; one that is older than what is there is left out.</summary>
    public void Add(ReadOnlySpan<char> deviceId, ReadOnlySpan<byte> serviceId, ReadOnlySpan<byte> properties, (long Epoch, long Sequence) last, long reportedAt)
    {
        lock (_gate)
        {
            var byDevice = _devices.GetAlternateLookup<ReadOnlySpan<char>>();
            if (!byDevice.TryGetValue(deviceId, out var changes))
                byDevice[deviceId] = changes = [];
            var known = Newest(changes, serviceId);
            if (known is not null && last.CompareTo(known.Last) < 0)
                return;
            var change = known is { Sealed: false } ? known : null;
            if (change is null)
            {
                change = new ReportedChange(deviceId.ToString(), serviceId.ToArray());
                changes.Add(change);
                _unsealed.Add(change);
            }
            else
                _bytes -= change.Size;
            change.Values.Merge(properties);
            change.Last = last;
            change.ReportedAt = reportedAt;
            change.Changes++;
            _bytes += change.Size;
        }
    }

    /// <summary>Everything collected since the last call, sealed. It stays readable until it is removed.</summary>
    public List<ReportedChange> Seal()
    {
        lock (_gate)
        {
            var collected = _unsealed;
            _unsealed = [];
            foreach (var change in collected)
                change.Sealed = true;
            return collected;
        }
    }

    /// <summary>Seals what one device reported and returns it: the device's shadow is about to be deleted.</summary>
    public List<ReportedChange> Seal(string deviceId)
    {
        lock (_gate)
        {
            var changes = _devices.GetValueOrDefault(deviceId) ?? [];
            foreach (var change in changes)
                change.Sealed = true;
            return [.. changes];
        }
    }

    /// <summary>A copy of what one device reported, oldest first, that no later report changes.</summary>
    public List<ReportedChange> Read(string deviceId)
    {
        lock (_gate)
            return _devices.TryGetValue(deviceId, out var changes) ? [.. changes.Select(change => change.Sealed ? change : Copy(change))] : [];
    }

    /// <summary>These are in their rows now.</summary>
    public void Remove(ReadOnlySpan<ReportedChange> written)
    {
        lock (_gate)
            foreach (var change in written)
            {
                _bytes -= change.Size;
                if (_devices.TryGetValue(change.DeviceId, out var changes) && changes.Remove(change) && changes.Count == 0)
                    _devices.Remove(change.DeviceId);
            }
    }

    static ReportedChange? Newest(List<ReportedChange> changes, ReadOnlySpan<byte> serviceId)
    {
        for (var i = changes.Count - 1; i >= 0; i--)
            if (serviceId.SequenceEqual(changes[i].ServiceIdUtf8))
                return changes[i];
        return null;
    }

    static ReportedChange Copy(ReportedChange change)
    {
        var copy = new ReportedChange(change.DeviceId, change.ServiceIdUtf8) { Last = change.Last, ReportedAt = change.ReportedAt, Changes = change.Changes, Sealed = true };
        copy.Values.Merge(change.Values);
        return copy;
    }
}
