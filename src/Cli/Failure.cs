namespace Dukou.Cli;

/// <summary>How every verb says that it could not: one line for each problem on standard error, and a status that is not 0.</summary>
static class Failure
{
    /// <summary>The status of a verb that could not do what it was asked.</summary>
    public const int Failed = 1;

    /// <summary>The status of a verb that was asked wrongly.</summary>
    public const int Usage = 2;

    public static int Print(TextWriter error, IEnumerable<string> problems, int status = Failed)
    {
        foreach (var problem in problems)
            error.WriteLine("dukou: " + problem.ReplaceLineEndings(" "));
        return status;
    }
}
