namespace Dukou.Protocol.Iotda;

/// <summary>What a property report came to.</summary>
public enum ReportVerdict : byte
{
    /// <summary>Nothing is dropped: keep the payload itself.</summary>
    Fits,

    /// <summary>Something is dropped: keep the buffer, which holds what fits.</summary>
    PartlyFits,

    /// <summary>Nothing fits the model: keep nothing.</summary>
    NothingFits,

    /// <summary>No JSON, or not of a report's shape.</summary>
    Malformed,
}

/// <summary>The result of judging a property report.</summary>
/// <param name="Verdict">What it came to.</param>
/// <param name="Kept">How many property values fit. Explicit nulls count as absent, so a report of nulls alone fits and keeps 0.</param>
/// <param name="Dropped">How many misfits there were, also beyond those listed.</param>
/// <param name="Mistake">For a malformed report: where and why.</param>
public readonly record struct ReportResult(ReportVerdict Verdict, int Kept, int Dropped, PayloadMistake Mistake);
