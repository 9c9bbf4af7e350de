namespace Dukou.Server.Traces;

/// <summary>The bounds of what is remembered about messages, connection attempts and API calls. What is beyond goes, the oldest first.</summary>
public sealed record TraceOptions
{
    /// <summary>Entries kept for each device.</summary>
    public int PerDeviceMax { get; init; } = 1_000;

    /// <summary>Entries kept that are about no device, such as API calls on products.</summary>
    public int WithoutDeviceMax { get; init; } = 20_000;

    /// <summary>Entries kept in all.</summary>
    public int EntriesMax { get; init; } = 200_000;

    /// <summary>How long entries are kept.</summary>
    public TimeSpan KeptFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Entries of one device kept one by one within a second of running time; further ones become one entry per reason that counts them.</summary>
    public int PerDevicePerSecondMax { get; init; } = 10;

    /// <summary>Attempts of peers that did not prove who they are, kept in memory only.</summary>
    public int AttemptsMax { get; init; } = 10_000;

    /// <summary>Characters of those attempts together, about two bytes each.</summary>
    public int AttemptCharactersMax { get; init; } = 8 * 1024 * 1024;

    /// <summary>How far a live stream may fall behind, in entries or uplinks; beyond, a gap marker says how many it missed.</summary>
    public int StreamBehindMax { get; init; } = 10_000;

    /// <summary>Live streams at the same time; further ones are refused.</summary>
    public int StreamsMax { get; init; } = 32;

    /// <summary>How often a silent live stream says that it is still there, in running time.</summary>
    public TimeSpan StreamHeartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a live stream's reader may take nothing at all, in running time, before it is cut.</summary>
    public TimeSpan StreamStallMax { get; init; } = TimeSpan.FromMinutes(2);

    internal IEnumerable<string> Problems()
    {
        if (PerDeviceMax < 1 || WithoutDeviceMax < 1 || EntriesMax < 1 || PerDevicePerSecondMax < 1 || AttemptsMax < 1 || AttemptCharactersMax < 1)
            yield return "traces: every number of entries must be at least 1.";
        if (StreamBehindMax < 1 || StreamsMax < 0)
            yield return "traces: StreamBehindMax must be at least 1, StreamsMax at least 0.";
        if (KeptFor <= TimeSpan.Zero || StreamHeartbeat <= TimeSpan.Zero || StreamStallMax <= TimeSpan.Zero)
            yield return "traces: every duration must be longer than zero.";
    }
}
