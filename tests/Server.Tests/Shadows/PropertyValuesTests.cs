using System.Text;
using System.Text.Json;
using CsCheck;
using Dukou.Server.Shadows;

namespace Dukou.Server.Tests.Shadows;

public sealed class PropertyValuesTests
{
    static readonly string[] Names = ["a", "b", "long name", "渡", "q\"uote"];

    [Fact]
    public void Any_series_of_reports_leaves_the_last_value_of_each_property() =>
        Gen.Dictionary(Gen.Int[0, Names.Length - 1].Select(i => Names[i]), Gen.String[0, 200])[0, Names.Length].Array[0, 30].Sample(reports =>
        {
            var values = new PropertyValues();
            var expected = new Dictionary<string, string>();
            foreach (var report in reports)
            {
                // Invalid surrogates never come this far; the encoder writes U+FFFD for them.
                values.Merge(JsonSerializer.SerializeToUtf8Bytes(report));
                foreach (var (name, value) in report)
                    expected[name] = JsonSerializer.Deserialize<string>(JsonSerializer.Serialize(value))!;
            }
            var merged = JsonSerializer.Deserialize<Dictionary<string, string>>(values.ToJson())!;
            Assert.Equal(expected.OrderBy(entry => entry.Key, StringComparer.Ordinal), merged.OrderBy(entry => entry.Key, StringComparer.Ordinal));
        });

    [Fact]
    public void Values_that_change_their_length_do_not_pile_up()
    {
        var values = new PropertyValues();
        for (var i = 0; i < 10_000; i++)
            values.Merge(Encoding.UTF8.GetBytes($$"""{"text":"{{new string('x', i % 100)}}"}"""));
        Assert.InRange(values.Size, 1, 8192);
    }

    [Fact]
    public void A_merge_of_known_properties_allocates_nothing()
    {
        var values = new PropertyValues();
        var report = """{"brightness":57.25,"on":true,"colour":{"r":1,"g":2}}"""u8.ToArray();
        values.Merge(report);
        // A collection that another thread causes counts for this one, too: what was left of its piece of the heap.
        var least = long.MaxValue;
        for (var tries = 0; tries < 5 && least > 0; tries++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
                values.Merge(report);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }
}
