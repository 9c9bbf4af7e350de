namespace Dukou.Server.Tests;

/// <summary>Tests that build or download: <c>./check --full</c> runs them.</summary>
static class Slow
{
    public static void SkipUnlessAsked() => Assert.SkipUnless(Environment.GetEnvironmentVariable("DUKOU_FULL") is "1", "Only with ./check --full.");
}
