using System.Text;
using System.Text.Json;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Iotda.Payloads;

namespace Dukou.Protocol.Tests.Iotda;

public sealed class PayloadTests
{
    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    static string Text(IPayload payload) => Encoding.UTF8.GetString(payload.ToUtf8());

    [Theory]
    [InlineData("""{"object_device_id":"c1","name":"diag","id":"5f0c","content":{"trace":"ok"}}""", "c1", "diag", "5f0c", """{"trace":"ok"}""")]
    [InlineData("""{"object_device_id":null,"name":null,"id":null,"content":"hi"}""", null, null, null, "hi")]
    [InlineData(""" {"content":null} """, null, null, null, null)]
    [InlineData("{}", null, null, null, null)]
    public void A_message_with_only_the_four_keys_is_in_system_format(string payload, string? child, string? name, string? id, string? content)
    {
        Assert.True(SystemMessage.TryRead(Utf8(payload), out var message));
        Assert.Equal((child, name, id, content), (message.ObjectDeviceId, message.Name, message.Id, message.ContentText));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("\"content\"")]
    [InlineData("[{}]")]
    [InlineData("{content}")]
    [InlineData("""{"content":"a","temperature":5}""")]
    [InlineData("""{"id":5}""")]
    [InlineData("""{"content":5}""")]
    [InlineData("""{"content":"\ud800"}""")]
    [InlineData("""{"content":"a"}{}""")]
    public void Any_other_message_is_raw(string payload) => Assert.False(SystemMessage.TryRead(Utf8(payload), out _));

    [Fact]
    public void A_message_goes_down_in_the_standard_form()
    {
        Assert.Equal("""{"name":"n","id":"m1","content":"说 \"hi\" <b>"}""", Text(SystemMessage.OfText(null, "n", "m1", "说 \"hi\" <b>")));
        Assert.Equal("""{"object_device_id":"c1","content":""}""", Text(SystemMessage.OfText("c1", null, null, "")));
    }

    [Fact]
    public void A_command_goes_down_with_its_paras_untouched()
    {
        var command = new Command(null, "Pump", "SET_SPEED", Models.Json("""{ "rpm":1500,"名":"\u6c34" }"""));
        Assert.Equal("""{"service_id":"Pump","command_name":"SET_SPEED","paras":{ "rpm":1500,"名":"\u6c34" }}""", Text(command));
        Assert.Equal("""{"object_device_id":"c1","paras":{}}""", Text(new Command("c1", null, null, default)));
        Assert.True(Command.TryRead(command.ToUtf8(), out var read, out _));
        Assert.Equal(("Pump", "SET_SPEED", 1500), (read.ServiceId, read.CommandName, read.Paras.GetProperty("rpm").GetInt32()));
    }

    [Theory]
    [InlineData("{\n  \"result_code\": 0\n }", 0, null)]
    [InlineData("{}", 0, null)]
    [InlineData("""{"result_code":null,"response_name":null,"paras":null}""", 0, null)]
    [InlineData("""{"result_code":-1,"response_name":"COMMAND_RESPONSE","paras":{"accepted":true}}""", -1, "COMMAND_RESPONSE")]
    [InlineData("""{"result_code":"3","own":[1]}""", 3, null)]
    public void An_answer_to_a_command_keeps_its_json(string payload, int resultCode, string? responseName)
    {
        Assert.True(CommandResponse.TryRead(Utf8(payload), out var response, out _));
        Assert.Equal((resultCode, responseName), (response.ResultCode, response.ResponseName));
        Assert.Equal(payload, response.Json.GetRawText());
    }

    [Fact]
    public void An_answer_that_is_no_object_says_why()
    {
        Assert.False(CommandResponse.TryRead("ok"u8, out _, out var mistake));
        Assert.Equal(new PayloadMistake(0, "unexpected `o`"), mistake);
        Assert.False(CommandResponse.TryRead("[]"u8, out _, out mistake));
        Assert.Equal("the payload is not a JSON object", mistake.Sentence);
        Assert.False(CommandResponse.TryRead("{} {}"u8, out _, out mistake));
        Assert.Equal(3, mistake.Offset);
        Assert.Equal("""{"result_code":1,"paras":{"a":1}}""", Text(CommandResponse.Of(1, null, Models.Json("""{"a":1}"""))));
    }

    [Fact]
    public void A_property_setting_and_its_answer()
    {
        var set = new PropertiesSet(null, [new("Pump", Models.Json("""{"targetRpm":1500}"""))]);
        Assert.Equal("""{"services":[{"service_id":"Pump","properties":{"targetRpm":1500}}]}""", Text(set));
        Assert.True(PropertiesSet.TryRead(set.ToUtf8(), out var read, out _));
        Assert.Equal("Pump", Assert.Single(read.Services).ServiceId);
        Assert.True(PropertiesSetResponse.TryRead("""{"result_code":0,"result_desc":"applied"}"""u8, out var response, out _));
        Assert.Equal((0, "applied"), (response.ResultCode, response.ResultDesc));
        Assert.Equal("""{"result_code":1}""", Text(new PropertiesSetResponse(1, null)));
    }

    [Fact]
    public void A_property_query_and_its_answer()
    {
        Assert.Equal("""{"object_device_id":"c1","service_id":"Pump"}""", Text(new PropertiesGet("c1", "Pump")));
        Assert.True(PropertiesGet.TryRead("{}"u8, out var get, out _));
        Assert.Null(get.ServiceId);
        var json = """{"services":[{"service_id":"Pump","properties":{"rpm":1},"event_time":"20260102T030405Z"}]}""";
        Assert.True(PropertiesGetResponse.TryRead(Utf8(json), out var response, out _));
        Assert.Equal(json, Text(response));
        Assert.Equal(json, response.Json.GetRawText());
    }

    [Fact]
    public void A_shadow_is_asked_for_and_answered()
    {
        Assert.True(ShadowGet.TryRead(default, out var all, out _));
        Assert.Equal(new ShadowGet(null, null), all);
        Assert.True(ShadowGet.TryRead("""{"object_device_id":"c1","service_id":"Pump","x":1}"""u8, out var one, out _));
        Assert.Equal(new ShadowGet("c1", "Pump"), one);
        var json = """{"object_device_id":"d1","shadow":[{"service_id":"Pump","desired":{"properties":{"targetRpm":1500},"event_time":"20260102T030000Z"},"reported":{"properties":{}},"version":7}]}""";
        Assert.True(ShadowGetResponse.TryRead(Utf8(json), out var response, out _));
        Assert.Equal(7, Assert.Single(response.Shadow).Version);
        Assert.Equal(json, Text(response));
    }

    [Fact]
    public void An_event_is_answered_under_the_platforms_name_and_the_same_id()
    {
        Assert.True(EventEnvelope.TryRead("""
            {"object_device_id":null,"services":[{"service_id":"sub_device_manager","event_type":"sub_device_sync_request","event_time":null,"event_id":"e1","paras":{"version":0}},{"service_id":"x"},3]}
            """u8, out var envelope, out _));
        var asked = Assert.Single(envelope.Services);
        Assert.Equal("$sub_device_manager", asked.SystemService);
        Assert.Equal(
            """{"object_device_id":"d1","services":[{"service_id":"$sub_device_manager","event_type":"add_sub_device_notify","event_time":"20260102T030405Z","event_id":"e1","paras":{"devices":[]}}]}""",
            Text(new EventEnvelope("d1", [asked.Answer("add_sub_device_notify", "20260102T030405Z", Models.Json("""{"devices":[]}"""))])));
    }

    [Fact]
    public void A_gateways_report_is_split_into_reports_that_can_be_judged()
    {
        Assert.True(GatewayReport.TryRead("""{"devices":[{"device_id":"v1","services":[{"service_id":"Valve","properties":{"open":1}}]},{"device_id":"v2","services":[]}]}"""u8, out var report, out _));
        Assert.Equal(["v1", "v2"], report.Devices.Select(device => device.DeviceId));
        Assert.Equal(1, PropertyReport.Validate(report.Devices[0].Json.Span, Models.Pump, new System.Buffers.ArrayBufferWriter<byte>()).Kept);
        Assert.False(GatewayReport.TryRead("""{"devices":[{"device_id":"v1"},{"id":"v2"}]}"""u8, out _, out var nameless));
        Assert.Equal("entry 1 of `devices` has no `device_id`", nameless.Sentence);
        Assert.False(GatewayReport.TryRead("""{"services":[]}"""u8, out _, out _));
        var many = Utf8($$"""{"devices":[{{string.Join(',', Enumerable.Repeat("""{"device_id":"v"}""", 101))}}]}""");
        Assert.False(GatewayReport.TryRead(many, out _, out var tooMany));
        Assert.Equal("`devices` has 101 entries; at most 100 are allowed", tooMany.Sentence);
    }

    [Fact]
    public void An_undefined_element_is_written_as_an_empty_object() =>
        Assert.Equal(JsonValueKind.Object, Models.Json(Text(new PropertiesSet(null, [new("Pump", default)]))).GetProperty("services")[0].GetProperty("properties").ValueKind);
}
