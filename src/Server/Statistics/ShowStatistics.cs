using Dukou.Server.Api;
using Dukou.Server.Gateway;
using Dukou.Server.Pipeline;
using Dukou.Server.Traces;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Statistics;

/// <summary>
/// The platform at a glance: devices by status, messages a second, what was refused or failed in the last hour and why, and what is
/// stored. Made to be asked every second or two: it leaves no trace of its own. An operation of our own.
/// </summary>
[Operation("GET", "statistics", Own = true, Group = "platform")]
static class ShowStatistics
{
    // The page shows what is frequent; the traces have the rest.
    const int ReasonsMax = 20;

    public static Answer Handle(
        [FromQuery(Name = "lang")] string? lang, HttpContext context, DeviceCounts devices, ConnectionLimits connections, MessageRates rates, TraceFeed traces, StorageUse storage, TimeProvider clock)
    {
        // Those who watch would push out of the traces what they watch for.
        context.Features.Set(AlreadyTraced.Mark);
        var chinese = ReaderLanguage.IsChinese(lang, context.Request);
        var now = clock.GetUtcNow();
        return new(Instants.Millis(now), CountsOf(devices.ByStatus, connections.Open), MessagesOf(rates),
            [.. traces.Failures.LastHour(now).Take(ReasonsMax).Select(failure => FailureOf(failure, chinese))], StoredOf(storage));
    }

    static Counts CountsOf(IReadOnlyDictionary<string, long> byStatus, int connections)
    {
        long Of(string status) => byStatus.GetValueOrDefault(status);
        return new(byStatus.Values.Sum(), Of("ONLINE"), Of("OFFLINE"), Of("INACTIVE"), Of("ABNORMAL"), Of("FROZEN"), connections);
    }

    static Messages MessagesOf(MessageRates rates)
    {
        var recent = rates.Recent;
        // Ten seconds: calm enough to be read, quick enough to be live.
        return new(rates.Stored, Math.Round(recent.TakeLast(10).Average(), 1), recent);
    }

    static Failure FailureOf(FailureCount failure, bool chinese) => new(
        Words.Of(failure.Kind), failure.Last.Code, failure.Count, Instants.Millis(failure.LastAt), failure.Last.Sentence(chinese), failure.Last.Remedy(chinese) is { Length: > 0 } remedy ? remedy : null);

    static Stored StoredOf(StorageUse storage)
    {
        var parts = storage.Parts;
        return new(parts.Sum(part => part.Bytes), storage.FreeBytes, [.. parts.Select(part => new Part(part.Name, part.Bytes))]);
    }

    /// <param name="Time">The platform's time.</param>
    /// <param name="Devices">Registered devices.</param>
    /// <param name="Messages">What devices sent and the platform stored.</param>
    /// <param name="Failures">What was refused or failed within the last hour, by reason, the most frequent first.</param>
    /// <param name="Storage">What is stored.</param>
    public sealed record Answer(string Time, Counts Devices, Messages Messages, IReadOnlyList<Failure> Failures, Stored Storage);

    /// <param name="Registered">All of them.</param>
    /// <param name="Online">Connected.</param>
    /// <param name="Offline">Were connected once.</param>
    /// <param name="Inactive">Never connected.</param>
    /// <param name="Abnormal">Silent too long.</param>
    /// <param name="Frozen">Barred, whatever else they are.</param>
    /// <param name="Connections">Open MQTT connections, those of strangers included.</param>
    public sealed record Counts(long Registered, long Online, long Offline, long Inactive, long Abnormal, long Frozen, long Connections);

    /// <param name="Stored">Since the platform's start.</param>
    /// <param name="PerSecond">On average over the last ten seconds.</param>
    /// <param name="Recent">In each of the last 60 seconds, oldest first.</param>
    public sealed record Messages(long Stored, double PerSecond, IReadOnlyList<double> Recent);

    /// <param name="Kind">connection, uplink, downlink, api, forwarding or platform.</param>
    /// <param name="Code">The reason's code.</param>
    /// <param name="Count">How often.</param>
    /// <param name="LastTime">When last.</param>
    /// <param name="Sentence">The newest occurrence.</param>
    /// <param name="Remedy">What to do about it.</param>
    public sealed record Failure(string Kind, string Code, long Count, string LastTime, string Sentence, string? Remedy);

    /// <param name="Bytes">All parts together.</param>
    /// <param name="FreeBytes">What the disk has left.</param>
    /// <param name="Parts">core, inbox, shadow, exchange, traces, audit, history, files.</param>
    public sealed record Stored(long Bytes, long FreeBytes, IReadOnlyList<Part> Parts);

    public sealed record Part(string Name, long Bytes);
}
