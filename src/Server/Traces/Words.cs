using Dukou.Server.Pipeline;

namespace Dukou.Server.Traces;

/// <summary>Kinds and outcomes as the API and the file spell them.</summary>
static class Words
{
    public static string[] Kinds { get; } = [.. Enum.GetValues<TraceKind>().Select(Of)];

    public static string[] Outcomes { get; } = [.. Enum.GetValues<TraceOutcome>().Select(Of)];

    public static string Of(TraceKind kind) => kind switch
    {
        TraceKind.Connection => "connection",
        TraceKind.Uplink => "uplink",
        TraceKind.Downlink => "downlink",
        TraceKind.Api => "api",
        TraceKind.Forwarding => "forwarding",
        _ => "platform",
    };

    public static string Of(TraceOutcome outcome) => outcome switch
    {
        TraceOutcome.Done => "done",
        TraceOutcome.Refused => "refused",
        _ => "failed",
    };
}
