namespace Dukou.Server.Traces;

/// <summary>One page, newest first. <see cref="Next"/> is where the following one goes on; null at the end.</summary>
sealed record TracePage(IReadOnlyList<TraceRow> Rows, TracePlace? Next);

/// <summary>Answers what became of things: the ledger's rows, attempts of strangers and uplinks, merged in one order.</summary>
sealed class TraceReader(TraceLedger ledger, TraceStore store, AttemptRing ring, UplinkTraces log, DeviceUplinks history)
{
    // More devices than one request is ever about.
    const int DevicesOfRequestMax = 10;

    /// <exception cref="Api.IotdaException">503 when what happened before the call can't be read in time.</exception>
    public async Task<TracePage> ReadAsync(TraceFilter filter, TracePlace before, int limit)
    {
        await ledger.UpToDateAsync(filter.DeviceId);
        // One more than asked for tells whether there is another page.
        var rows = store.Read(filter, before, limit + 1);
        rows.AddRange(ring.Read(filter, before, limit + 1));
        var (uplinks, floor) = filter.WantsStoredUplinks ? await UplinksAsync(filter, before, limit + 1) : ([], null);
        rows.AddRange(uplinks);
        rows.Sort((left, right) => right.Place.CompareTo(left.Place));
        if (floor is { } looked)
        {
            // Uplinks below were not looked at yet: what else lies there belongs to the next page.
            rows.RemoveAll(row => row.Place.CompareTo(new TracePlace(looked, 0)) <= 0);
            if (rows.Count <= limit)
                return new TracePage(rows, new TracePlace(looked, 1));
        }
        return rows.Count > limit ? new TracePage(rows.GetRange(0, limit), rows[limit - 1].Place) : new TracePage(rows, null);
    }

    async Task<(List<TraceRow> Rows, long? Floor)> UplinksAsync(TraceFilter filter, TracePlace before, int limit)
    {
        var devices = DevicesOf(filter);
        if (devices.Count == 0)
            return log.ReadLog(filter, before, limit);
        foreach (var device in devices)
            await history.UpToDateAsync(device);
        return ([.. devices.SelectMany(id => history.Read(id, filter, before, limit))], null);
    }

    // A request's own entries tell which device it was about; the history is kept by device.
    List<string> DevicesOf(TraceFilter filter)
    {
        if (filter.DeviceId is { } device)
            return [device];
        return filter.RequestId is { } request ? store.DevicesOf(request, DevicesOfRequestMax) : [];
    }
}
