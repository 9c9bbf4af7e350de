using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Dukou.ApplicationSdk.Models;
using Dukou.Cli.Devices;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Reports;

/// <summary><c>dukou history</c>: what a device reported: a chart for each number, the rest as a table; or CSV, or JSON.</summary>
[Verb("history", 110)]
static class History
{
    const int CountDefault = 500;

    public static Command Verb()
    {
        var device = ApiVerb.Argument("argument.device", "DEVICE");
        var service = ApiVerb.Option<string?>("--service", "option.history.service", "ID");
        var property = ApiVerb.Option<string?>("--property", "option.history.property", "NAME");
        var from = ApiVerb.Option<string?>("--from", "option.history.from", "TIME");
        var to = ApiVerb.Option<string?>("--to", "option.history.to", "TIME");
        var count = ApiVerb.Option<int?>("--count", "option.history.count", "N");
        var csv = ApiVerb.Option<bool>("--csv", "option.history.csv");
        return ApiVerb.Create("verb.history", async call =>
        {
            var query = new ShowDeviceHistoryQuery { ServiceId = call.Parsed.GetValue(service), Property = call.Parsed.GetValue(property), StartTime = call.Parsed.GetValue(from), EndTime = call.Parsed.GetValue(to) };
            var newest = new List<ShowDeviceHistoryEntry>();
            await foreach (var report in call.Client.EnumerateDeviceHistoryAsync(call.Parsed.GetRequiredValue(device), query, call.Token))
            {
                newest.Add(report);
                if (newest.Count == (call.Parsed.GetValue(count) ?? CountDefault))
                    break;
            }
            newest.Reverse();
            if (call.Json)
                newest.ForEach(call.WriteLine);
            else if (call.Parsed.GetValue(csv))
                WriteCsv(call.Output, newest, query.Property);
            else
                WriteCharts(call.Output, newest, query.Property);
            return 0;
        }, device, service, property, from, to, count, csv);
    }

    static IEnumerable<(ShowDeviceHistoryEntry Report, string Name, JsonNode? Value)> Values(IEnumerable<ShowDeviceHistoryEntry> reports, string? only) => reports.SelectMany(report =>
        (report.Properties as JsonObject ?? []).Where(member => only is null || member.Key == only).Select(member => (report, member.Key, member.Value)));

    static void WriteCsv(TextWriter output, List<ShowDeviceHistoryEntry> reports, string? only)
    {
        output.WriteLine("event_time,service_id,property,value");
        foreach (var (report, name, value) in Values(reports, only))
            output.WriteLine(Csv.Line(report.EventTime, report.ServiceId, name, value is JsonValue text && text.TryGetValue<string>(out var plain) ? plain : value?.ToJsonString(Machine.Json)));
    }

    static void WriteCharts(TextWriter output, List<ShowDeviceHistoryEntry> reports, string? only)
    {
        if (reports.Count == 0)
            output.WriteLine(Phrase.Of("history.none"));
        var others = new Columns(Phrase.Of("column.time"), Phrase.Of("column.service"), Phrase.Of("column.property"), Phrase.Of("column.value"));
        foreach (var series in Values(reports, only).GroupBy(value => $"{value.Report.ServiceId}.{value.Name}"))
        {
            var points = series.Select(value => (At: Time(value.Report.EventTime), Value: Number(value.Value))).ToList();
            if (points.All(point => point.Value is not null))
                Chart.Write(output, Columns.Harmless(series.Key), [.. points.Select(point => (point.At, point.Value!.Value))]); // All have one.
            else
                foreach (var (report, name, value) in series)
                    others.Add(report.EventTime, report.ServiceId, name, value?.ToJsonString(Machine.Json));
        }
        if (others.Count > 0)
            others.Write(output);
    }

    static DateTimeOffset Time(string? text) => DateTimeOffset.Parse(text ?? "", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    static double? Number(JsonNode? value) => value is JsonValue number && number.TryGetValue<double>(out var read) ? read : null;
}
