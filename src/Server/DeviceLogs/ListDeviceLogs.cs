using System.Text.Json;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.History;
using Dukou.Server.Storage;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.DeviceLogs;

/// <summary>
/// What a device logged, newest first by the time of receipt, narrowed by type, text and time: an operation of our own. As far back as the
/// history reaches.
/// </summary>
[Operation("GET", "devices/{deviceId}/logs", Own = true, Group = "device logs")]
static class ListDeviceLogs
{
    public static async Task<Answer> Handle(string deviceId, [AsParameters] Paging paging, [AsParameters] Query query, DeviceStore devices, HistoryStore history)
    {
        var page = paging.Checked();
        var check = new Check().Text(query.Type, "type", 64).Text(query.Text, "text", 128);
        var from = Instant(query.StartTime, "start_time", DateTimeOffset.UnixEpoch, check);
        var to = Instant(query.EndTime, "end_time", DateTimeOffset.MaxValue.AddDays(-30), check);
        check.That(from <= to, "start_time", "must not be later than end_time").Done();
        if (!HistoryPosition.TryParse(page.Marker, out var before))
            throw Errors.MarkerOutOfRange($"marker: must be the 24 hexadecimal digits of an earlier page, is '{page.Marker}'.");
        await devices.GetAsync(deviceId);
        await history.UpToDateAsync(deviceId);
        var records = history.ReadRecords(deviceId, from, to, RecordKind.Event.Bit(), before, page.Limit + page.Offset, record => Entries(record, query).Any()).Skip(page.Offset).ToList();
        return new([.. records.SelectMany(record => Entries(record.View, query))], new(records.Count, records.LastOrDefault()?.Position.ToString()));
    }

    static IEnumerable<Entry> Entries(in StoredRecord record, Query query)
    {
        // Most events are of other services: looked for as bytes before anything is parsed.
        if (record.Payload.IndexOf("log_report"u8) < 0)
            return [];
        var received = Instants.Millis(DateTimeOffset.FromUnixTimeMilliseconds(record.ReceivedAt));
        return LogReports.In(record.Payload)
            .Where(found => (query.Type is null || found.Report.Type == query.Type) && (query.Text is null || Text(found.Report.Content!.Value).Contains(query.Text, StringComparison.OrdinalIgnoreCase)))
            .Select(found => new Entry(found.Event.EventType, found.Report.Type!, found.Report.Time is { } time ? Instants.Millis(time) : null, received, found.Report.Content!.Value));
    }

    static string Text(JsonElement content) => content.ValueKind == JsonValueKind.String ? content.GetString()! : content.GetRawText();

    static DateTimeOffset Instant(string? text, string path, DateTimeOffset absent, Check check)
    {
        if (text is null)
            return absent;
        check.That(Instants.TryParse(text, out var instant), path, "must have the form yyyyMMdd'T'HHmmss'Z' or yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");
        return instant;
    }

    public sealed record Query(
        [property: FromQuery(Name = "type")] string? Type,
        [property: FromQuery(Name = "text")] string? Text,
        [property: FromQuery(Name = "start_time")] string? StartTime,
        [property: FromQuery(Name = "end_time")] string? EndTime);

    /// <param name="Logs">The entries.</param>
    /// <param name="Page">Where to continue.</param>
    public sealed record Answer(IReadOnlyList<Entry> Logs, Next Page);

    /// <param name="EventType"><c>log_report</c> or <c>security_log_report</c>.</param>
    /// <param name="Type">DEVICE_STATUS, DEVICE_PROPERTY, … or a type of security reports.</param>
    /// <param name="Timestamp">The device's own time; absent when it can't be read.</param>
    /// <param name="ReceivedTime">When the platform received it.</param>
    /// <param name="Content">Text, or an object.</param>
    public sealed record Entry(string EventType, string Type, string? Timestamp, string ReceivedTime, JsonElement Content);

    /// <param name="Count">Events on this page.</param>
    /// <param name="Marker">Pass it to read on; absent at the end.</param>
    public sealed record Next(int Count, string? Marker);
}
