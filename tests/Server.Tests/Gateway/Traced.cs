using Dukou.Server.Pipeline;

namespace Dukou.Server.Tests.Gateway;

/// <summary>What the platform said about messages and connections, for tests that wait for one entry.</summary>
static class Traced
{
    /// <summary>The first entry with that reason, waiting for it; entries before it are dropped.</summary>
    public static async Task<TraceEntry> TraceAsync(this TestPlatform platform, string code)
    {
        var seen = new List<string>();
        TraceEntry? found = null;
        await Eventually.BecomesTrueAsync(() =>
        {
            var entries = platform.TakeTraces();
            found = entries.Find(entry => entry.Because.Code == code);
            seen.AddRange(entries.Select(entry => entry.Because.Code));
            return found is not null;
        }, () => $"No trace says {code}; there were: {string.Join(", ", seen)}.");
        return found!; // Found, or the wait would have failed.
    }
}
