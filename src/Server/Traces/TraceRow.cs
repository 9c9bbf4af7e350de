using System.Globalization;
using Dukou.Server.Pipeline;

namespace Dukou.Server.Traces;

/// <summary>An entry with its place. <see cref="More"/> above 0: it stands for so many like it within one second.</summary>
sealed record TraceRow(TracePlace Place, TraceEntry Entry, long More = 0)
{
    // A canonical request with long headers; more helps nobody.
    const int DetailMax = 8192;
    const int NameMax = 512;

    /// <summary>The entry as it is kept: what strangers may send without end is cut.</summary>
    public static TraceEntry Bounded(TraceEntry entry) => entry with
    {
        DeviceId = Cut(entry.DeviceId, NameMax),
        RequestId = Cut(entry.RequestId, NameMax),
        Topic = Cut(entry.Topic, NameMax),
        ClientId = Cut(entry.ClientId, NameMax),
        RemoteAddress = Cut(entry.RemoteAddress, NameMax),
        Excerpt = Cut(entry.Excerpt, TraceEntry.ExcerptMax),
        Detail = Cut(entry.Detail, DetailMax),
    };

    /// <summary>The sentence in the reader's language.</summary>
    public string Sentence(bool chinese)
    {
        var sentence = Entry.Because.Sentence(chinese);
        return More == 0 ? sentence : TraceReasons.MoreLikeThis.With(("count", More.ToString(CultureInfo.InvariantCulture)), ("sentence", sentence)).Sentence(chinese);
    }

    public string Remedy(bool chinese) => Entry.Because.Remedy(chinese);

    /// <summary>About how many characters the row holds in memory.</summary>
    public int Characters
    {
        get
        {
            var entry = Entry;
            var sum = 64 + (entry.DeviceId?.Length ?? 0) + (entry.RequestId?.Length ?? 0) + (entry.Topic?.Length ?? 0) + (entry.ClientId?.Length ?? 0)
                + (entry.Excerpt?.Length ?? 0) + (entry.Detail?.Length ?? 0);
            foreach (var (name, value) in entry.Because.Values)
                sum += name.Length + value.Length;
            return sum;
        }
    }

    static string? Cut(string? text, int max) => text is null || text.Length <= max ? text : string.Concat(text.AsSpan(0, max - 1), "…");
}
