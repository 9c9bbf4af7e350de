using System.Text.Json;

namespace Dukou.Server.Shadows;

/// <summary>The shadow of one service as read: desired and reported are JSON objects, absent when there is nothing in the section.</summary>
sealed record ServiceShadow(string ServiceId, JsonElement? Desired, DateTimeOffset? DesiredAt, JsonElement? Reported, DateTimeOffset? ReportedAt, long Version);

/// <summary>
/// What an application wants of one service: members are merged, a null removes its property, an empty object clears the section.
/// With <paramref name="ExpectedVersion"/> the shadow must still have that version.
/// </summary>
sealed record DesiredChange(string ServiceId, JsonElement Desired, long? ExpectedVersion = null);

/// <summary>Desired properties of one service that the device has not reported so.</summary>
sealed record DesiredDifference(string ServiceId, JsonElement Properties);

/// <summary>A shadow has changed since the caller read it.</summary>
sealed class ShadowConflictException(string serviceId, long expected, long actual)
    : Exception($"The shadow of service {serviceId} has version {actual}, not {expected}.")
{
    public string ServiceId { get; } = serviceId;
    public long Expected { get; } = expected;
    public long Actual { get; } = actual;
}
