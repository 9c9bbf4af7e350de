using System.Collections.Concurrent;
using System.Data.Common;
using System.Text;
using System.Text.Json;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Storage;

namespace Dukou.Server.Shadows;

/// <summary>
/// The shadows as others read and change them. A read sees every report that was durable at its start: rows of shadow.db with the
/// projection's overlay merged on top. Any number of threads may use it.
/// </summary>
sealed class ShadowStore
{
    readonly Inbox _inbox;
    readonly ShadowProjection _projection;
    readonly Database _shadow;
    readonly TimeProvider _clock;
    readonly TimeSpan _waitMax;
    // Devices that anything is desired of: the hot path asks for each report. Bound: the number of devices.
    readonly ConcurrentDictionary<string, bool> _withDesired;

    public ShadowStore(Inbox inbox, ShadowProjection projection, Databases databases, TimeProvider clock, ApiOptions options)
    {
        _inbox = inbox;
        _projection = projection;
        _shadow = databases.Shadow;
        _clock = clock;
        _waitMax = options.ReadWaitMax;
        _withDesired = new(_shadow.Read(shadow => shadow.Query("select distinct device_id from shadow where desired_json is not null", row => KeyValuePair.Create(row.GetString(0), true))));
    }

    /// <summary>The device's services that have a shadow, by name.</summary>
    /// <exception cref="IotdaException">503 when the reports that were durable at the call can't be read within <see cref="ApiOptions.ReadWaitMax"/>.</exception>
    public async Task<IReadOnlyList<ServiceShadow>> ReadAsync(string deviceId)
    {
        await UpToDateAsync();
        // The overlay first: what leaves it between the two reads is in its row by then, and is left out here.
        var pending = _projection.Overlay.Read(deviceId);
        return [.. Merged(_shadow.Read(shadow => ShadowRow.Read(shadow, deviceId)), pending, deviceId).Where(row => row.Version != ShadowRow.Deleted).Select(Shown)];
    }

    /// <summary>Merges into the desired sections, all or nothing, and returns the shadows of the services named.</summary>
    /// <exception cref="ShadowConflictException">A service's shadow does not have the expected version.</exception>
    public async Task<IReadOnlyList<ServiceShadow>> UpdateDesiredAsync(string deviceId, IReadOnlyList<DesiredChange> changes, CancellationToken cancellationToken = default)
    {
        await UpToDateAsync();
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await _shadow.WriteAsync(shadow => UpdateDesired(shadow, deviceId, changes, now), cancellationToken: cancellationToken);
    }

    /// <summary>Clears desired and reported of all services; reports that were durable at the call don't come back.</summary>
    public async Task DeleteAsync(string deviceId, CancellationToken cancellationToken = default)
    {
        await UpToDateAsync();
        await _shadow.WriteAsync(shadow => Clear(shadow, deviceId), cancellationToken: cancellationToken);
    }

    /// <summary>How far the registry's changes have been followed; null in a file that has followed none.</summary>
    public long? RegistryCursor => _shadow.Read(shadow => shadow.First("select seq from shadow_registry", row => row.Number(0)));

    /// <summary>Sets the cursor of a file that has followed nothing, and returns it.</summary>
    public Task<long> StartFollowingAsync(long sequence, CancellationToken cancellationToken) => _shadow.WriteAsync(shadow =>
    {
        shadow.Execute("update shadow_registry set seq = @seq", ("@seq", sequence));
        return sequence;
    }, cancellationToken: cancellationToken);

    /// <summary>Brings changes of the registry here, all or nothing with the cursor, which then stands at <paramref name="through"/>.</summary>
    /// <exception cref="IotdaException">503 when the reports that were durable at the call can't be read within <see cref="ApiOptions.ReadWaitMax"/>.</exception>
    public async Task FollowAsync(IReadOnlyList<RegistryChange> changes, long through, CancellationToken cancellationToken)
    {
        await UpToDateAsync();
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        await _shadow.WriteAsync(shadow =>
        {
            foreach (var change in changes)
                if (change.Desired.Count == 0)
                    Clear(shadow, change.DeviceId);
                else
                    UpdateDesired(shadow, change.DeviceId, [.. change.Desired.Select(service => new DesiredChange(service.ServiceId, service.Desired))], now);
            shadow.Execute("update shadow_registry set seq = @seq", ("@seq", through));
        }, cancellationToken: cancellationToken);
    }

    /// <summary>False when nothing is desired of the device, which costs a look into memory only.</summary>
    public bool MayHaveDesired(string deviceId) => _withDesired.ContainsKey(deviceId);

    /// <summary>The desired properties that <paramref name="writable"/> (service, property) admits and that the device has not reported with the same value.</summary>
    public async Task<IReadOnlyList<DesiredDifference>> DifferenceAsync(string deviceId, Func<string, string, bool> writable)
    {
        if (!MayHaveDesired(deviceId))
            return [];
        var differences = new List<DesiredDifference>();
        foreach (var service in await ReadAsync(deviceId))
            if (service.Desired is { } desired)
            {
                var different = desired.EnumerateObject()
                    .Where(property => writable(service.ServiceId, property.Name)
                        && !(service.Reported is { } reported && reported.TryGetProperty(property.Name, out var value) && JsonElement.DeepEquals(value, property.Value)))
                    .ToDictionary(property => property.Name, property => property.Value);
                if (different.Count > 0)
                    differences.Add(new(service.ServiceId, JsonSerializer.SerializeToElement(different)));
            }
        return differences;
    }

    async Task UpToDateAsync()
    {
        if (!await _projection.WaitUntilReadAsync(_inbox.Head, _waitMax))
            throw Errors.Busy(_projection.Failing is { } problem
                ? $"The shadows can't be written at present ({problem}); try again later."
                : $"The shadows are more than {_waitMax.TotalSeconds:0.#} seconds behind what devices report; try again in a moment.");
    }

    void Clear(DbConnection shadow, string deviceId)
    {
        // Later reports get changes of their own, which are newer than the rows that say "deleted".
        var pending = _projection.Overlay.Seal(deviceId);
        var rows = Merged(ShadowRow.Read(shadow, deviceId), pending, deviceId).ToList();
        foreach (var row in rows)
            (ShadowRow.Empty(deviceId, row.ServiceId) with { Version = ShadowRow.Deleted, Last = row.Last }).Write(shadow);
        if (rows.Count > 0)
            shadow.Execute("update shadow_cursor set check_to = @to where check_to < @to", ("@to", _projection.ReadThrough));
        _withDesired.TryRemove(deviceId, out _);
    }

    List<ServiceShadow> UpdateDesired(DbConnection shadow, string deviceId, IReadOnlyList<DesiredChange> changes, long now)
    {
        // Before the commit: who can read the desired section must not be told that there is none.
        _withDesired[deviceId] = true;
        var pending = _projection.Overlay.Read(deviceId);
        return [.. changes.Select(change => Shown(UpdateDesired(shadow, deviceId, change, pending, now)))];
    }

    // The row that is written has the reports of the file only; the overlay's are added to the answer and to the version that counts.
    static ShadowRow UpdateDesired(DbConnection shadow, string deviceId, DesiredChange change, List<ReportedChange> pending, long now)
    {
        var row = ShadowRow.Read(shadow, deviceId, change.ServiceId) ?? ShadowRow.Empty(deviceId, change.ServiceId);
        var reports = pending.Where(report => report.ServiceId == change.ServiceId).ToList();
        var actual = Math.Max(0, reports.Aggregate(row, (merged, report) => merged.With(report)).Version);
        if (change.ExpectedVersion is { } expected && expected != actual)
            throw new ShadowConflictException(change.ServiceId, expected, actual);
        var desired = Desired(row.Desired, change.Desired);
        var updated = row with { Desired = desired, DesiredAt = desired is null ? null : now, Version = Math.Max(0, row.Version) + 1 };
        updated.Write(shadow);
        return reports.Aggregate(updated, (merged, report) => merged.With(report));
    }

    static string? Desired(string? current, JsonElement change)
    {
        var values = new PropertyValues();
        if (current is not null && change.EnumerateObject().Any())
            values.Merge(Encoding.UTF8.GetBytes(current));
        values.Merge(Encoding.UTF8.GetBytes(change.GetRawText()));
        foreach (var removed in change.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Null))
            values.Remove(JsonEncodedText.Encode(removed.Name, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        return values.Count == 0 ? null : values.ToJson();
    }

    static IEnumerable<ShadowRow> Merged(List<ShadowRow> rows, List<ReportedChange> pending, string deviceId)
    {
        var byService = rows.ToDictionary(row => row.ServiceId);
        foreach (var change in pending)
            byService[change.ServiceId] = (byService.GetValueOrDefault(change.ServiceId) ?? ShadowRow.Empty(deviceId, change.ServiceId)).With(change);
        return byService.Values.OrderBy(row => row.ServiceId, StringComparer.Ordinal);
    }

    static ServiceShadow Shown(ShadowRow row) => new(row.ServiceId, Parsed(row.Desired), Instant(row.DesiredAt), Parsed(row.Reported), Instant(row.ReportedAt), row.Version);

    static JsonElement? Parsed(string? json) => json is null ? null : JsonElement.Parse(json);

    static DateTimeOffset? Instant(long? milliseconds) => milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
