using System.Globalization;
using System.Text.Json;
using Dukou.Protocol.Iotda.Payloads;
using Dukou.Server.Api;
using Dukou.Server.Events;

namespace Dukou.Server.DeviceLogs;

/// <summary>
/// <c>$log</c> (sections 2.17 and 2.19.3): what devices log, and what they detect of their security. An entry is an event like others: the
/// history keeps it within its bounds, and <see cref="ListDeviceLogs"/> looks there.
/// </summary>
[EventService("$log", "log_report", "security_log_report")]
sealed class LogReports : IEventService
{
    public string? MistakeIn(DeviceEvent asked) =>
        !asked.TryRead<Report>(out var report, out var mistake) ? mistake
            : report.Type is null ? "paras.type is missing"
            : report.Content is null or { ValueKind: JsonValueKind.Null } ? "paras.content is missing"
            : null;

    public ValueTask<DeviceEvent?> HandleAsync(EventUplink uplink, DeviceEvent asked, CancellationToken cancellationToken) => default;

    /// <summary>The log entries of an envelope; nothing for events of other services.</summary>
    public static IEnumerable<(DeviceEvent Event, Report Report)> In(ReadOnlySpan<byte> payload) => EventEnvelope.TryRead(payload, out var envelope, out _)
        ? envelope.Services.Where(found => found.SystemService == "$log" && found.EventType is "log_report" or "security_log_report").Select(found => (found, found.Read<Report>()))
        : [];

    /// <summary>One entry as it was sent.</summary>
    public sealed record Report
    {
        public JsonElement? Timestamp { get; init; }
        public string? Type { get; init; }
        public JsonElement? Content { get; init; }

        /// <summary>
        /// The device's time: milliseconds (Java, C) or seconds (C#), as text or number, or in the compact form; null when it is none of these.
        /// </summary>
        public DateTimeOffset? Time
        {
            get
            {
                var text = Timestamp is { ValueKind: JsonValueKind.String } said ? said.GetString() : Timestamp is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : null;
                if (Instants.TryParse(text, out var instant))
                    return instant;
                if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > SecondsMax * 1000)
                    return null;
                // Seconds reach this far in the year 5138, milliseconds passed it in 1973.
                return count < SecondsMax ? DateTimeOffset.FromUnixTimeSeconds(count) : DateTimeOffset.FromUnixTimeMilliseconds(count);
            }
        }

        const long SecondsMax = 100_000_000_000;
    }
}
