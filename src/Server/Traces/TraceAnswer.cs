using Dukou.Server.Api;

namespace Dukou.Server.Traces;

/// <summary>One entry as the API shows it.</summary>
/// <param name="Marker">Its place in the order; greater is newer.</param>
/// <param name="Time">When, UTC with milliseconds.</param>
/// <param name="Kind">connection, uplink, downlink, api, forwarding or platform.</param>
/// <param name="Outcome">done, refused or failed.</param>
/// <param name="Code">The stable code of the reason.</param>
/// <param name="Sentence">The reason in the language asked for.</param>
/// <param name="Remedy">What to do about it; absent when nothing is wrong.</param>
/// <param name="Count">Present when the entry stands for so many like it within one second.</param>
/// <param name="DeviceId">The device.</param>
/// <param name="Authenticated">False when the peer did not prove who it is; then the ids are what it claimed.</param>
/// <param name="RequestId">The request.</param>
/// <param name="Topic">The MQTT topic.</param>
/// <param name="ClientId">The MQTT client id.</param>
/// <param name="RemoteAddress">Where the peer connected from.</param>
/// <param name="Excerpt">The head of the payload or body.</param>
/// <param name="Detail">More for whoever debugs.</param>
sealed record TraceAnswer(
    string Marker, string Time, string Kind, string Outcome, string Code, string Sentence, string? Remedy, long? Count, string? DeviceId, bool? Authenticated,
    string? RequestId, string? Topic, string? ClientId, string? RemoteAddress, string? Excerpt, string? Detail)
{
    public static TraceAnswer Of(TraceRow row, bool chinese)
    {
        var entry = row.Entry;
        return new TraceAnswer(row.Place.ToString(), Instants.Millis(entry.At), Words.Of(entry.Kind), Words.Of(entry.Outcome), entry.Because.Code,
            row.Sentence(chinese), row.Remedy(chinese) is { Length: > 0 } remedy ? remedy : null, row.More == 0 ? null : row.More,
            entry.DeviceId, entry.Authenticated ? null : false, entry.RequestId, entry.Topic, entry.ClientId, entry.RemoteAddress, entry.Excerpt, entry.Detail);
    }
}
