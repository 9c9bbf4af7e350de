using System.Buffers;
using System.Text;
using Dukou.Protocol.Iotda;

namespace Dukou.Protocol.Tests.Iotda;

public sealed class PropertyReportTests
{
    static (ReportResult Result, string Kept, List<Misfit> Drops) Judge(string payload)
    {
        var kept = new ArrayBufferWriter<byte>();
        var drops = new List<Misfit>();
        return (PropertyReport.Validate(Encoding.UTF8.GetBytes(payload), Models.Pump, kept, drops), Encoding.UTF8.GetString(kept.WrittenSpan), drops);
    }

    static (ReportResult Result, string Kept, List<Misfit> Drops) JudgeValue(string name, string value) =>
        Judge($$$"""{"services":[{"service_id":"Pump","properties":{"{{{name}}}": {{{value}}} }}]}""");

    [Theory]
    [InlineData("""{"services":[{"service_id":"Pump","properties":{"rpm":1480,"bearingTemp":61.5,"running":true},"event_time":"20260102T030405Z"}]}""", 3)]
    [InlineData("""{"services":[{"service_id":"Pump","properties":{"rpm":1}},{"service_id":"Valve","properties":{"open":1}},{"service_id":"Pump","properties":{"rpm":2}}]}""", 3)]
    [InlineData("""{"services":[{"eventTime":null,"properties":{"rpm":1,"mode":null},"extra":[{}],"service_id":"Pump"}],"more":{"a":[1]}}""", 1)]
    [InlineData("""{"services":[{"service_id":"\u0050ump","properties":{"\u0072pm":1,"\u6c34\u538b":2}}]}""", 2)]
    [InlineData("""{"services":[{"service_id":"$device_rule","properties":{"rule1":{"version":3}}}]}""", 1)]
    [InlineData("""{"services":[{"service_id":"Pump","properties":null},{"service_id":"Pump"}]}""", 0)]
    [InlineData("""{"services":[{"service_id":"Pump","properties":{"rpm":1},"event_time":12}]}""", 1)]
    [InlineData(""" { "services" : [ ] } """, 0)]
    public void A_fitting_report_is_kept_as_it_came(string payload, int kept)
    {
        var judged = Judge(payload);
        Assert.Equal(new ReportResult(ReportVerdict.Fits, kept, 0, default), judged.Result);
        Assert.Empty(judged.Kept);
        Assert.Empty(judged.Drops);
    }

    [Fact]
    public void The_tutorials_kind_of_report_says_what_was_wrong_with_it()
    {
        var judged = JudgeValue("rpm", "\"T:15c,  H: 85% \"");
        Assert.Equal(ReportVerdict.NothingFits, judged.Result.Verdict);
        var drop = Assert.Single(judged.Drops);
        Assert.Equal(new Misfit(MisfitCode.WrongType, "Pump", "rpm", "`int`", "string \"T:15c,  H: 85% \""), drop);
        Assert.Equal("`rpm`: model says `int`, got string \"T:15c,  H: 85% \"", drop.Sentence);
    }

    [Fact]
    public void What_fits_is_kept_byte_for_byte_and_the_rest_is_listed()
    {
        var judged = Judge("""
            {"services":[{"service_id":"Pomp","properties":{"rpm":1}},
              {"properties":{"rmp":1,"rpm":6001,"bearingTemp":61.50,"\u6c34\u538b": 1e1,"gone":null},"eventTime":"20260102T030405Z","service_id":"Pump"},
              {"service_id":"Pump","properties":{"mode":"off"}},
              {"service_id":"Valve","properties":{"open":1,"x":{"y":[]}}}]}
            """);
        Assert.Equal((ReportVerdict.PartlyFits, 3, 5), (judged.Result.Verdict, judged.Result.Kept, judged.Result.Dropped));
        Assert.Equal(
            """{"services":[{"service_id":"Pump","properties":{"bearingTemp":61.50,"\u6c34\u538b":1e1},"event_time":"20260102T030405Z"},{"service_id":"Valve","properties":{"open":1}}]}""",
            judged.Kept);
        Assert.Equal(
            [
                (MisfitCode.UnknownService, "Pomp", null, "Pump"),
                (MisfitCode.UnknownProperty, "Pump", "rmp", "rpm"),
                (MisfitCode.AboveMax, "Pump", "rpm", null),
                (MisfitCode.NotInEnum, "Pump", "mode", null),
                (MisfitCode.UnknownProperty, "Valve", "x", null),
            ],
            judged.Drops.Select(drop => (drop.Code, drop.Service, drop.Name, drop.Nearest)));
        Assert.Equal("property `rmp` is not in service `Pump` of the product model (did you mean `rpm`?)", judged.Drops[1].Sentence);
    }

    [Theory]
    [InlineData("rpm", "0", MisfitCode.None)]
    [InlineData("rpm", "6000", MisfitCode.None)]
    [InlineData("rpm", "-1", MisfitCode.BelowMin)]
    [InlineData("rpm", "6001", MisfitCode.AboveMax)]
    [InlineData("rpm", "1480.0", MisfitCode.NotInteger)]
    [InlineData("rpm", "1e3", MisfitCode.NotInteger)]
    [InlineData("rpm", "99999999999999999999", MisfitCode.AboveMax)]
    [InlineData("rpm", "-2147483649", MisfitCode.BelowMin)]
    [InlineData("rpm", "\"1480\"", MisfitCode.WrongType)]
    [InlineData("rpm", "true", MisfitCode.WrongType)]
    [InlineData("rpm", "{\"a\":[1]}", MisfitCode.WrongType)]
    [InlineData("targetRpm", "1200", MisfitCode.None)]
    [InlineData("targetRpm", "1205", MisfitCode.OffStep)]
    [InlineData("total", "9223372036854775807", MisfitCode.None)]
    [InlineData("total", "9223372036854775808", MisfitCode.AboveMax)]
    [InlineData("bearingTemp", "61", MisfitCode.None)]
    [InlineData("bearingTemp", "61.299999", MisfitCode.None)]
    [InlineData("bearingTemp", "61.25", MisfitCode.OffStep)]
    [InlineData("bearingTemp", "120.6", MisfitCode.AboveMax)]
    [InlineData("bearingTemp", "-1e300", MisfitCode.BelowMin)]
    [InlineData("bearingTemp", "1e999", MisfitCode.AboveMax)]
    [InlineData("running", "false", MisfitCode.None)]
    [InlineData("running", "1", MisfitCode.None)]
    [InlineData("running", "2", MisfitCode.WrongType)]
    [InlineData("running", "\"true\"", MisfitCode.WrongType)]
    [InlineData("mode", "\"manual\"", MisfitCode.None)]
    [InlineData("mode", "\"man\\u0075al\"", MisfitCode.None)]
    [InlineData("mode", "\"自动\"", MisfitCode.None)]
    [InlineData("mode", "\"Manual\"", MisfitCode.NotInEnum)]
    [InlineData("mode", "0", MisfitCode.WrongType)]
    [InlineData("label", "\"水压过高了\"", MisfitCode.None)]
    [InlineData("label", "\"\\u6c34\\u538b\\u8fc7\\u9ad8\\u4e86\"", MisfitCode.None)]
    [InlineData("label", "\"\\u6c34\\u538b\\u8fc7\\u9ad8\\u4e86!\"", MisfitCode.TooLong)]
    [InlineData("label", "\"123456\"", MisfitCode.TooLong)]
    [InlineData("colour", "\"red\"", MisfitCode.None)]
    [InlineData("colour", "\"blue\"", MisfitCode.NotInEnum)]
    [InlineData("serviced", "\"20260102T030405Z\"", MisfitCode.None)]
    [InlineData("serviced", "\"\\u003220260102T030405Z\"", MisfitCode.NotADateTime)]
    [InlineData("serviced", "\"\\u0032\\u0030260102T030405Z\"", MisfitCode.None)]
    [InlineData("serviced", "\"2026-01-02 03:04:05\"", MisfitCode.NotADateTime)]
    [InlineData("serviced", "1767322998", MisfitCode.WrongType)]
    [InlineData("config", "{\"a\":{\"b\":[1,null]}}", MisfitCode.None)]
    [InlineData("config", "{\"a\":\"0123456789012345678901234567890123456789\"}", MisfitCode.TooLong)]
    [InlineData("config", "[1]", MisfitCode.WrongType)]
    [InlineData("tags", "[]", MisfitCode.None)]
    [InlineData("tags", "[\"a\",\"abcd\"]", MisfitCode.None)]
    [InlineData("tags", "[\"a\",\"abcde\"]", MisfitCode.TooLong)]
    [InlineData("tags", "[\"a\",[2],{\"b\":3}]", MisfitCode.WrongType)]
    [InlineData("tags", "\"a\"", MisfitCode.WrongType)]
    public void Each_type_takes_its_values_and_no_others(string name, string value, MisfitCode code)
    {
        var judged = JudgeValue(name, value);
        Assert.Equal(code == MisfitCode.None ? ReportVerdict.Fits : ReportVerdict.NothingFits, judged.Result.Verdict);
        Assert.Equal(code, judged.Drops.SingleOrDefault()?.Code ?? MisfitCode.None);
    }

    [Theory]
    [InlineData("", 0, "the payload is empty")]
    [InlineData("{'services':[]}", 1, "`'` stands where JSON wants")]
    [InlineData("{\"services\":[]}\0", 15, "a zero byte")]
    [InlineData("{\n\"services\":\n[{]}", 16, "unexpected `]`")]
    [InlineData("{\"services\":[", 13, "the JSON text ends too early")]
    [InlineData("{\"services\":[]} x", 16, "unexpected `x`")]
    [InlineData("{\"services\":[\"\\ud83d\"]}", 14, "this escape is half of a surrogate pair")]
    [InlineData("{\"a\":\"\\udc00\",\"services\":[]}", 6, "this escape is half of a surrogate pair")]
    [InlineData("\ufeff{}", 0, "the payload starts with a byte order mark")]
    [InlineData("[]", 0, "a property report is an object")]
    [InlineData("{}", 0, "a property report has a member `services`")]
    [InlineData("{\"services\":{}}", 12, "`services` is not an array")]
    [InlineData("{\"services\":[],\"services\":[]}", 15, "`services` is there twice")]
    [InlineData("{\"services\":[1]}", 13, "an entry of `services` is not an object")]
    [InlineData("{\"services\":[{\"properties\":{\"rpm\":1}}]}", 13, "an entry of `services` has no `service_id`")]
    [InlineData("{\"services\":[{\"service_id\":7}]}", 27, "`service_id` is not a string")]
    [InlineData("{\"services\":[{\"service_id\":\"Pump\",\"properties\":[]}]}", 47, "`properties` is not an object")]
    [InlineData("{\"services\":[{\"service_id\":\"Pump\",\"service_id\":\"Valve\"}]}", 34, "this member of the entry is there twice")]
    public void A_malformed_report_says_where_and_why(string payload, int offset, string sentence)
    {
        var judged = Judge(payload);
        Assert.Equal(ReportVerdict.Malformed, judged.Result.Verdict);
        Assert.StartsWith(sentence, judged.Result.Mistake.Sentence, StringComparison.Ordinal);
        Assert.Equal(offset, judged.Result.Mistake.Offset);
        Assert.Empty(judged.Drops);
    }

    [Fact]
    public void A_broken_end_takes_back_the_drops_listed_before_it()
    {
        var judged = Judge("""{"services":[{"service_id":"Nobody","properties":{}}]""");
        Assert.Equal(ReportVerdict.Malformed, judged.Result.Verdict);
        Assert.Empty(judged.Drops);
    }

    [Fact]
    public void Invalid_utf8_is_located()
    {
        var result = PropertyReport.Validate([(byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"'], Models.Pump, new ArrayBufferWriter<byte>());
        Assert.Equal(new PayloadMistake(2, "this byte is not UTF-8"), result.Mistake);
    }

    [Fact]
    public void A_hostile_report_lists_a_bounded_number_of_drops_and_counts_all()
    {
        var many = string.Join(',', Enumerable.Range(0, 2000).Select(i => $"\"{new string('n', 100)}{i}\":\"{new string('v', 100)}\""));
        var judged = Judge($$$"""{"services":[{"service_id":"Pump","properties":{ {{{many}}} }}]}""");
        Assert.Equal((ReportVerdict.NothingFits, 2000, PropertyReport.DropsMax), (judged.Result.Verdict, judged.Result.Dropped, judged.Drops.Count));
        Assert.All(judged.Drops, drop => Assert.True(drop.Name!.Length <= Misfit.ActualLengthMax && drop.Actual.Length <= Misfit.ActualLengthMax));
    }

    [Fact]
    public void A_fitting_report_costs_no_allocation()
    {
        var payload = Encoding.UTF8.GetBytes("""
            {"services":[{"event_time":"20260102T030405Z","properties":{"rpm":1480,"bearingTemp":61.5,"running":true,"mode":"auto","label":"\u6c34\u538b","colour":"red",
            "serviced":"20260102T030405Z","config":{"a":[1]},"tags":["a","b"],"\u6c34\u538b":2.5,"total":1},"service_id":"Pump"},{"service_id":"Valve","properties":{"open":1}}]}
            """);
        var kept = new ArrayBufferWriter<byte>();
        var drops = new List<Misfit>();
        Assert.Equal(0, Allocations.Of(() => PropertyReport.Validate(payload, Models.Pump, kept, drops).Verdict == ReportVerdict.Fits));
        Assert.Equal(0, Allocations.Of(() => CountEntries(payload) == 2));
    }

    [Fact]
    public void The_entries_of_a_report_can_be_walked()
    {
        var entries = new ReportEntries("""{"x":[],"services":[{"properties":{"rpm":1},"eventTime":"20260102T030405Z","service_id":"P\u0075mp"},{"service_id":"Valve","event_time":"later"}]}"""u8);
        Assert.True(entries.MoveNext());
        Assert.Equal(("Pump", """{"rpm":1}"""), (Encoding.UTF8.GetString(entries.ServiceId), Encoding.UTF8.GetString(entries.Properties)));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), entries.EventTime);
        Assert.True(entries.MoveNext());
        Assert.Equal(("Valve", "", null), (Encoding.UTF8.GetString(entries.ServiceId), Encoding.UTF8.GetString(entries.Properties), entries.EventTime));
        Assert.False(entries.MoveNext());
    }

    static int CountEntries(byte[] payload)
    {
        var entries = new ReportEntries(payload);
        var count = 0;
        while (entries.MoveNext())
            count++;
        return count;
    }
}
