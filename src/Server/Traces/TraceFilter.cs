using Dukou.Server.Pipeline;

namespace Dukou.Server.Traces;

/// <summary>Which entries somebody asks for; what is null does not matter.</summary>
sealed record TraceFilter
{
    public string? DeviceId { get; init; }
    public string? RequestId { get; init; }
    public TraceKind? Kind { get; init; }
    public TraceOutcome? Outcome { get; init; }
    public string? ClientId { get; init; }

    /// <summary>A part of the topic, such as <c>/sys/commands/</c>.</summary>
    public string? Topic { get; init; }
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }

    /// <summary>False when no uplink that was stored can pass: those are done and carry no client id.</summary>
    public bool WantsStoredUplinks => Kind is null or TraceKind.Uplink && Outcome is null or TraceOutcome.Done && ClientId is null;

    public bool Matches(TraceEntry entry) =>
        (DeviceId is null || entry.DeviceId == DeviceId || Claims(entry, DeviceId))
        && (RequestId is null || entry.RequestId == RequestId)
        && (Kind is null || entry.Kind == Kind)
        && (Outcome is null || entry.Outcome == Outcome)
        && (ClientId is null || entry.ClientId == ClientId)
        && (Topic is null || entry.Topic?.Contains(Topic, StringComparison.Ordinal) == true)
        && (From is null || entry.At >= From)
        && (To is null || entry.At <= To);

    // Client ids begin with the device's id (D:1.2), also where nothing got as far as reading it.
    static bool Claims(TraceEntry entry, string deviceId) =>
        !entry.Authenticated && entry.ClientId is { } client && client.StartsWith(deviceId, StringComparison.Ordinal)
        && (client.Length == deviceId.Length || client[deviceId.Length] == '_');
}
