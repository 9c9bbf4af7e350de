using System.Text;
using System.Text.Unicode;

namespace Dukou.Server.Pipeline;

/// <summary>What a trace entry is about.</summary>
enum TraceKind
{
    Connection,
    Uplink,
    Downlink,
    Api,
    Forwarding,

    /// <summary>About the platform itself, such as entries that were lost.</summary>
    Platform,
}

/// <summary>How it ended. Every message ends in exactly one of these.</summary>
enum TraceOutcome
{
    Done,
    Refused,
    Failed,
}

/// <summary>
/// What became of one message, connection attempt or API call. Successful uplinks are not written here: they are derived from the
/// inbox and the history when somebody asks.
/// </summary>
sealed record TraceEntry(TraceKind Kind, TraceOutcome Outcome, DateTimeOffset At, Because Because)
{
    public string? DeviceId { get; init; }
    public string? RequestId { get; init; }
    public string? Topic { get; init; }
    public string? ClientId { get; init; }
    public string? RemoteAddress { get; init; }

    /// <summary>The first bytes of the payload or body, as text when they are text; at most <see cref="ExcerptMax"/> characters.</summary>
    public string? Excerpt { get; init; }

    /// <summary>More for whoever debugs, such as the canonical request that the server computed for a signature.</summary>
    public string? Detail { get; init; }

    /// <summary>True when <see cref="DeviceId"/> was proven; what an unauthenticated peer claims goes to a small ring only.</summary>
    public bool Authenticated { get; init; } = true;

    public const int ExcerptMax = 2048;

    /// <summary>The head of a payload: as text when it is UTF-8, else in hexadecimal digits.</summary>
    public static string ExcerptOf(ReadOnlySpan<byte> payload)
    {
        var text = payload[..Math.Min(payload.Length, ExcerptMax)];
        // A cut in the middle of a character isn't the sender's fault.
        for (var cut = 0; cut < 4 && cut < text.Length; cut++)
            if (Utf8.IsValid(text[..^cut]))
                return Encoding.UTF8.GetString(text[..^cut]);
        return Convert.ToHexStringLower(payload[..Math.Min(payload.Length, ExcerptMax / 2)]);
    }
}
