namespace Dukou.Server.Api;

/// <summary>Bounds of the REST API.</summary>
public sealed record ApiOptions
{
    /// <summary>Largest request body in bytes; operations that take files say so themselves.</summary>
    public int BodyBytesMax { get; init; } = 1024 * 1024;

    /// <summary>How far a signature's date may lie from the platform's time, either way.</summary>
    public TimeSpan ClockSkewMax { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a token lives (application-api-auth 1).</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a read waits for what was stored before it, in running time; beyond, it is answered 503.</summary>
    public TimeSpan ReadWaitMax { get; init; } = TimeSpan.FromSeconds(2);

    internal IEnumerable<string> Problems()
    {
        if (BodyBytesMax < 1024)
            yield return "api: BodyBytesMax must be at least 1024.";
        if (ClockSkewMax < TimeSpan.Zero)
            yield return "api: ClockSkewMax must not be negative.";
        if (ReadWaitMax < TimeSpan.Zero)
            yield return "api: ReadWaitMax must not be negative.";
        if (TokenLifetime <= TimeSpan.Zero)
            yield return "api: TokenLifetime must be positive.";
    }
}
