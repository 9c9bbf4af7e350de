using System.Text.Json.Nodes;
using Dukou.Server.Pipeline;
using Dukou.Server.Traces;

namespace Dukou.Server.Tests.Traces;

/// <summary>What the tests of the traces do and ask again and again.</summary>
static class TraceStory
{
    public const string Fitting = """{"services":[{"service_id":"Lamp","properties":{"level":7}}]}""";
    public const string PartlyFitting = """{"services":[{"service_id":"Lamp","properties":{"level":8,"levle":9}}]}""";
    public const string Unfitting = """{"services":[{"service_id":"Lmap","properties":{"level":7}}]}""";

    public static string ReportTopic(string deviceId) => $"$oc/devices/{deviceId}/sys/properties/report";

    public static async Task<JsonArray> TracesAsync(this TestPlatform platform, string query = "") =>
        (await platform.Http.GetJsonAsync(platform.V1 + "traces?limit=50" + query))["traces"]!.AsArray();

    public static async Task<List<string>> CodesAsync(this TestPlatform platform, string query) =>
        [.. (await platform.TracesAsync(query)).Select(trace => (string)trace!["code"]!)];

    /// <summary>Traces of what no test needs a device for.</summary>
    public static void Trace(this TestPlatform platform, int number, string? device = null, string? excerpt = null) =>
        platform.Service<TraceFeed>().Write(new TraceEntry(TraceKind.Forwarding, TraceOutcome.Failed, platform.Clock.GetUtcNow(), TraceReasons.Lost.With(("count", $"{number}")))
        {
            DeviceId = device,
            RequestId = $"n{number}",
            Excerpt = excerpt,
        });
}
