using System.Globalization;
using System.Text;
using CsCheck;
using Dukou.Protocol.Iotda;

namespace Dukou.Protocol.Tests.Iotda;

/// <summary>The quick way through a report decides as the general way does, or not at all.</summary>
public sealed class PlainReportTests
{
    static readonly string[] Numbers =
    [
        "0", "-0", "00", "01", "-", "1", "6000", "6001", "-1", "1.", ".5", "1.0", "120.5", "120.50", "120.51", "-40", "-40.0", "-40.1", "61.5", "61.55", "1e1", "1E-1", "+1",
        "999999999999999", "9999999999999999", "0.000000000000001", "120.500000000000001", "2147483647", "2147483648", "-2147483648", "-2147483649", "123456789012345678901234567890", "NaN", "1 2", "0x1",
    ];

    static readonly string[] Others =
    [
        "true", "false", "tru", "truex", "null", "\"auto\"", "\"Auto\"", "\"manual\"", "\"red\"", "\"12345\"", "\"123456\"", "\"水压水压水\"", "\"a\\u0062\"", "\"a\tb\"", "\"\"", "\"",
        "\"20260102T030405Z\"", "\"20261302T030405Z\"", "[]", "{}", "[\"a\"]", "",
    ];

    static readonly string[] Names = ["rpm", "targetRpm", "bearingTemp", "total", "running", "mode", "label", "colour", "serviced", "config", "tags", "水压", "unknown", "RPM"];

    static readonly Gen<string> Properties =
        from members in Gen.Select(OneOf(Names), OneOf([.. Numbers, .. Others])).Array[0, 5]
        from space in OneOf("", " ", "\n\t")
        select "{" + string.Join($"{space},", members.Select(member => $"{space}\"{member.Item1}\"{space}:{space}{member.Item2}")) + space + "}";

    static readonly Gen<string> Report =
        from properties in Properties
        from shape in OneOf(
            """{"services":[{"service_id":"Pump","properties":P}]}""",
            """{"services":[{"service_id":"Pump","properties":P,"event_time":"20260102T030405Z"}]}""",
            """ { "services" : [ { "service_id" : "Pump" , "properties" : P , "event_time" : "now" } , {"service_id":"Valve","properties":{"open":1}} ] } """,
            """{"services":[{"service_id":"Pump","properties":P,"event_time":12}]}""",
            """{"services":[{"service_id":"Pomp","properties":P}]}""",
            """{"services":[{"properties":P,"service_id":"Pump"}]}""",
            """{"services":[{"service_id":"Pump","properties":P}],"services":[]}""",
            """{"services":[{"service_id":"Pump","properties":P}]}}""",
            """{"services":[{"service_id":"Pump","properties":P}]} x""",
            """{"services":[{"service_id":"Pump","properties":P},]}""")
        select shape.Replace("P}", properties + "}", StringComparison.Ordinal).Replace("P,", properties + ",", StringComparison.Ordinal).Replace("P ,", properties + " ,", StringComparison.Ordinal);

    [Fact]
    public void What_it_accepts_the_general_way_accepts() => Report.Sample(report => Assert.True(IsAgreed(report), report), iter: 100_000);

    [Fact]
    public void It_decides_numbers_at_their_bounds_as_the_general_way_does() =>
        Gen.Select(Gen.Long[-1_300_000, 1_300_000], Gen.Int[0, 6]).Sample((digits, scale) =>
        {
            var number = (digits / (decimal)Math.Pow(10, scale)).ToString(CultureInfo.InvariantCulture);
            Assert.All(new[] { "rpm", "targetRpm", "bearingTemp", "total" }, name => Assert.True(IsAgreed($$$"""{"services":[{"service_id":"Pump","properties":{"{{{name}}}":{{{number}}}}}]}""")));
        }, iter: 50_000);

    [Theory]
    [InlineData("""{"services":[{"service_id":"Pump","properties":{"rpm":1480,"bearingTemp":-39.5,"total":-0,"running":true,"mode":"自动","label":"水压水","colour":"red","serviced":"20260102T030405Z","水压":1.25}}]}""", 9)]
    [InlineData("""{"services":[{"service_id":"Pump","properties":{"label":"a","rpm":0}},{"service_id":"Valve","properties":{"open":-5},"event_time":"20260102T030405Z"}]}""", 3)]
    public void What_firmware_prints_goes_the_quick_way(string report, int kept)
    {
        Assert.True(PlainReport.Fits(Encoding.UTF8.GetBytes(report), Models.Pump, out var counted));
        Assert.Equal(kept, counted);
    }

    static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    static bool IsAgreed(string report)
    {
        var bytes = Encoding.UTF8.GetBytes(report);
        if (!PlainReport.Fits(bytes, Models.Pump, out var kept))
            return true;
        var pass = new ReportPass(bytes, Models.Pump, drops: null);
        pass.Run();
        return pass is { Dropped: 0, Mistake.Sentence: null } && pass.Kept == kept;
    }
}
