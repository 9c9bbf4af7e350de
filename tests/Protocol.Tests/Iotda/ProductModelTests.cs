using System.Buffers;
using System.Text;
using System.Text.Json;
using Dukou.Protocol.Iotda;

namespace Dukou.Protocol.Tests.Iotda;

public sealed class ProductModelTests
{
    [Fact]
    public void A_model_is_returned_as_it_was_given_unknown_members_included()
    {
        Assert.Equal(Models.PumpJson, Encoding.UTF8.GetString(Models.Pump.Json.Span));
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Models.Pump.WriteTo(writer);
        Assert.True(JsonElement.DeepEquals(Models.Json(Models.PumpJson), Models.Json(Encoding.UTF8.GetString(buffer.WrittenSpan))));
    }

    [Fact]
    public void Everything_in_a_model_can_be_found()
    {
        var pump = Models.Pump.FindService("Pump"u8)!;
        Assert.Same(pump, Models.Pump.FindService("Pump"));
        Assert.Null(Models.Pump.FindService("pump"));
        Assert.Equal("Master", pump.Option);
        Assert.Equal("Optional", Models.Pump.FindService("Valve")!.Option);
        Assert.Equal(12, pump.Properties.Count);
        foreach (var property in pump.Properties)
            Assert.Same(property, pump.FindProperty(Encoding.UTF8.GetBytes(property.PropertyName)));
        var target = pump.FindProperty("targetRpm")!;
        Assert.Equal(("1200", true, "6000", 10.0), (target.DefaultValue, target.IsWritable, target.Rule.Max, target.Rule.Step));
        Assert.False(pump.FindProperty("rpm")!.IsWritable);
        Assert.True(pump.FindProperty("水压")!.Rule.Required);
        var command = pump.FindCommand("SET_SPEED")!;
        Assert.Equal(["rpm", "ramp"], command.Paras.Select(para => para.ParaName));
        Assert.Equal(DataType.Boolean, command.Responses.Single().Paras.Single().Rule.Type);
    }

    [Fact]
    public void Every_mistake_is_reported_at_once_with_its_path()
    {
        Assert.False(ProductModel.TryParse(Models.Json("""
            [{"service_id":"A","service_type":"T","option":"Main","properties":[
               {"property_name":"p","data_type":"integer","method":"R"},
               {"property_name":"p","data_type":"int","method":"WR","min":"10","max":"5"},
               {"property_name":"q r","data_type":"int","method":"R","min":0,"max":"12345678901234567"},
               {"property_name":"e","data_type":"enum","method":"R"},
               {"property_name":"f","data_type":"enum","method":"R","enum_list":["a","a",""]},
               {"property_name":"d","data_type":"decimal","method":"R","min":"low","step":-1,"max_length":1.5,"unit":"12345678901234567","required":"yes"},
               {"property_name":"v","data_type":"int","method":"R","max":"10","default_value":11},
               7],
              "commands":{"command_name":"c"}},
             {"service_id":"A","service_type":"T","commands":[{"command_name":"c","paras":[{"para_name":"x","data_type":"int"},{"para_name":"x","data_type":"int"}],"responses":[{}]}]},
             {"service_type":5}]
            """), out _, out var mistakes));
        Assert.Equal(
            [
                "service_capabilities[0].commands",
                "service_capabilities[0].option",
                "service_capabilities[0].properties[0].data_type",
                "service_capabilities[0].properties[1].method",
                "service_capabilities[0].properties[1].min",
                "service_capabilities[0].properties[1].property_name",
                "service_capabilities[0].properties[2].max",
                "service_capabilities[0].properties[2].min",
                "service_capabilities[0].properties[2].property_name",
                "service_capabilities[0].properties[3].enum_list",
                "service_capabilities[0].properties[4].enum_list",
                "service_capabilities[0].properties[5].max_length",
                "service_capabilities[0].properties[5].min",
                "service_capabilities[0].properties[5].required",
                "service_capabilities[0].properties[5].step",
                "service_capabilities[0].properties[5].unit",
                "service_capabilities[0].properties[6].default_value",
                "service_capabilities[0].properties[7]",
                "service_capabilities[1].commands[0].paras[1].para_name",
                "service_capabilities[1].commands[0].responses[0].response_name",
                "service_capabilities[1].service_id",
                "service_capabilities[2].service_id",
                "service_capabilities[2].service_type",
            ],
            mistakes.Select(mistake => mistake.Path).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(mistakes, mistake => mistake.Sentence == "`10` is greater than max `5`");
        Assert.Contains(mistakes, mistake => mistake.Sentence == "does not fit: model says at most 10, got number 11");
    }

    [Theory]
    [InlineData("{}", "must be an array")]
    [InlineData("null", "must be an array")]
    [InlineData("""["\ud800"]""", "this escape is half of a surrogate pair (byte 2)")]
    public void What_is_no_list_of_services_is_one_mistake(string json, string sentence)
    {
        Assert.False(ProductModel.TryParse(Models.Json(json), out _, out var mistakes));
        Assert.Equal(new ModelMistake("service_capabilities", sentence), Assert.Single(mistakes));
    }

    [Fact]
    public void Nulls_and_absent_members_are_the_same()
    {
        Assert.True(ProductModel.TryParse(Models.Json("""
            [{"service_id":"A","service_type":"T","properties":[{"property_name":"p","data_type":"int","method":"R","min":null,"max":null,"enum_list":null,
              "max_length":null,"step":null,"unit":null,"description":null,"default_value":null,"required":null}],"commands":null,"events":null,"option":null,"description":null}]
            """), out var model, out _));
        Assert.Null(model.FindService("A")!.FindProperty("p")!.DefaultValue);
    }

    [Fact]
    public void Counts_and_size_are_bounded()
    {
        var services = string.Join(',', Enumerable.Range(0, 501).Select(i => $$"""{"service_id":"s{{i}}","service_type":"T"}"""));
        Assert.False(ProductModel.TryParse(Models.Json($"[{services}]"), out _, out var tooMany));
        Assert.Equal("has 501 entries; at most 500 are allowed", Assert.Single(tooMany).Sentence);
        Assert.False(ProductModel.TryParse(Models.Json($"[{new string(' ', ProductModel.BytesMax)}]"), out _, out var tooLong));
        Assert.StartsWith("is longer than 500 kB", Assert.Single(tooLong).Sentence, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => ProductModel.Parse("[{}]"u8));
        Assert.Throws<FormatException>(() => ProductModel.Parse("["u8));
    }
}
