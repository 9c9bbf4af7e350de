using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dukou.ApplicationSdk;
using Dukou.ApplicationSdk.Models;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Reports;

/// <summary><c>dukou watch</c>: what devices report, as it comes, until Ctrl+C.</summary>
[Verb("watch", 100)]
static class Watch
{
    const string ReportTopic = "/sys/properties/report";
    const string SubDeviceTopic = "/sys/gateway/sub_devices/properties/report";

    public static Command Verb()
    {
        var device = new Argument<string?>("DEVICE") { Description = Phrase.Of("argument.watch.device"), Arity = ArgumentArity.ZeroOrOne };
        var count = ApiVerb.Option<int?>("--count", "option.watch.count", "N");
        return ApiVerb.Create("verb.watch", async call =>
        {
            var left = call.Parsed.GetValue(count) ?? int.MaxValue;
            using var stream = await call.Client.StreamTracesAsync(new StreamTracesQuery { DeviceId = call.Parsed.GetValue(device), Kind = "uplink", Outcome = "done" }, call.Token);
            // On the other stream, so that a pipe gets reports only.
            call.Error.WriteLine(Phrase.Of("watch.begun"));
            await foreach (var happened in ApplicationClient.ReadTracesAsync(stream, call.Token))
            {
                if (happened.Entry is not { } entry)
                    call.Error.WriteLine(Phrase.Of("trace.gap", happened.Missed));
                else if (IsReport(entry.Topic))
                {
                    Write(call, entry);
                    if (--left == 0)
                        break;
                }
            }
            return 0;
        }, device, count);
    }

    static bool IsReport(string? topic) => topic is not null && (topic.EndsWith(ReportTopic, StringComparison.Ordinal) || topic.EndsWith(SubDeviceTopic, StringComparison.Ordinal));

    static void Write(Call call, TraceAnswer entry)
    {
        var payload = Parsed(entry.Excerpt);
        if (call.Json)
        {
            call.WriteLine(new { time = entry.Time, device_id = entry.DeviceId, topic = entry.Topic, payload, excerpt = payload is null ? entry.Excerpt : null });
            return;
        }
        var time = DateTimeOffset.Parse(entry.Time ?? "", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        var lines = payload is null ? [entry.Excerpt ?? ""] : Services(payload).ToList();
        foreach (var line in lines)
            call.Output.WriteLine($"{time}  {Columns.Harmless(entry.DeviceId)}  {Columns.Harmless(line)}");
        call.Output.Flush();
    }

    /// <summary>A line for each service: its name, then its properties.</summary>
    static IEnumerable<string> Services(JsonObject payload) => payload["services"] is JsonArray services
        ? services.OfType<JsonObject>().Select(service => $"{service["service_id"]}  {Properties(service["properties"])}")
        : [payload.ToJsonString(Machine.Json)];

    static string Properties(JsonNode? properties) => properties is JsonObject members
        ? string.Join("  ", members.Select(member => $"{member.Key}={member.Value?.ToJsonString(Machine.Json) ?? "null"}"))
        : "";

    // A long report is cut in the trace, and then no JSON.
    static JsonObject? Parsed(string? excerpt)
    {
        try
        {
            return JsonNode.Parse(excerpt ?? "") as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
