using System.Text.Json;
using Dukou.Protocol.Iotda;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Storage;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.History;

/// <summary>
/// What a device reported of one service over a time range, newest first in the order of receipt: an operation of our own. The range
/// means event time; a value that came late is found where it belongs. Without a range: everything that is kept.
/// </summary>
[Operation("GET", "devices/{deviceId}/history", Own = true, Group = "history")]
static class ShowDeviceHistory
{
    public static async Task<Answer> Handle(
        string deviceId, [AsParameters] Paging paging,
        [FromQuery(Name = "service_id")] string? serviceId, [FromQuery(Name = "property")] string? property,
        [FromQuery(Name = "start_time")] string? startTime, [FromQuery(Name = "end_time")] string? endTime,
        HistoryStore history, DeviceStore devices)
    {
        var page = paging.Checked();
        var check = new Check().Text(deviceId, "device_id", 128, Patterns.Id).Text(serviceId, "service_id", 64).Text(property, "property", 64);
        var from = Instant(startTime, "start_time", DateTimeOffset.UnixEpoch, check);
        var to = Instant(endTime, "end_time", DateTimeOffset.MaxValue.AddDays(-30), check);
        check.That(from <= to, "start_time", "must not be later than end_time").Done();

        if (!HistoryPosition.TryParse(page.Marker, out var before))
            throw Errors.MarkerOutOfRange($"marker: must be the 24 hexadecimal digits of an earlier page, is '{page.Marker}'.");
        await devices.GetAsync(deviceId);
        await history.UpToDateAsync(deviceId);
        var wanted = new Wanted(serviceId, property, from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        var records = history.ReadRecords(deviceId, from - EventTimes.EarlinessMax, to + EventTimes.LatenessMax,
            RecordKind.PropertyReport.Bit(), before, page.Limit + page.Offset, record => wanted.AnyOf(record)).Skip(page.Offset).ToList();
        return new Answer(deviceId, [.. records.SelectMany(wanted.Entries)], new Next(records.Count, records.LastOrDefault()?.Position.ToString()));
    }

    static DateTimeOffset Instant(string? text, string path, DateTimeOffset absent, Check check)
    {
        if (text is null)
            return absent;
        check.That(Instants.TryParse(text, out var instant), path, "must have the form yyyyMMdd'T'HHmmss'Z' or yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");
        return instant;
    }

    /// <param name="DeviceId">The device.</param>
    /// <param name="Reports">One entry for each service of each report.</param>
    /// <param name="Page">Where to continue.</param>
    public sealed record Answer(string DeviceId, IReadOnlyList<Entry> Reports, Next Page);

    /// <param name="ServiceId">The service.</param>
    /// <param name="EventTime">When it happened by the device's clock.</param>
    /// <param name="EventTimeClamped">True when the device's time lay too far from the time of receipt and was moved to the bound.</param>
    /// <param name="ReceivedTime">When the platform received it.</param>
    /// <param name="Properties">The values as reported.</param>
    public sealed record Entry(string ServiceId, string EventTime, bool? EventTimeClamped, string ReceivedTime, JsonElement Properties);

    /// <param name="Count">Reports on this page.</param>
    /// <param name="Marker">Pass it to read on; absent at the end.</param>
    public sealed record Next(int Count, string? Marker);

    sealed record Wanted(string? ServiceId, string? Property, long From, long To)
    {
        public bool AnyOf(StoredRecord record)
        {
            for (var entries = new ReportEntries(record.Payload); entries.MoveNext();)
                if (Is(entries, record.ReceivedAt))
                    return true;
            return false;
        }

        public List<Entry> Entries(HistoryRecord stored)
        {
            var found = new List<Entry>();
            var record = stored.View;
            for (var entries = new ReportEntries(record.Payload); entries.MoveNext();)
                if (Is(entries, record.ReceivedAt))
                {
                    var (at, clamped) = EventTimes.Of(entries.EventTime, record.ReceivedAt);
                    found.Add(new(System.Text.Encoding.UTF8.GetString(entries.ServiceId), Millis(at), clamped ? true : null, Millis(record.ReceivedAt), Properties(entries.Properties)));
                }
            return found;
        }

        bool Is(in ReportEntries entry, long receivedAt)
        {
            var (at, _) = EventTimes.Of(entry.EventTime, receivedAt);
            return at >= From && at <= To && !entry.Properties.IsEmpty
                && (ServiceId is null || entry.ServiceId.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(ServiceId)))
                && (Property is null || Properties(entry.Properties).TryGetProperty(Property, out _));
        }

        static JsonElement Properties(ReadOnlySpan<byte> json)
        {
            var reader = new Utf8JsonReader(json);
            return JsonElement.ParseValue(ref reader);
        }

        static string Millis(long instant) => Instants.Millis(DateTimeOffset.FromUnixTimeMilliseconds(instant));
    }
}
