using System.Net;
using System.Text.Json.Nodes;

namespace Dukou.Server.Tests.Messages;

public sealed class CreateMessageTests
{
    [Theory]
    [InlineData("""{"message":"text","payload_format":"raw"}""", "text")]
    [InlineData("""{"message":{"a": [1, 2.50]},"payload_format":"raw"}""", """{"a": [1, 2.50]}""")]
    [InlineData("""{"message":{"a":1},"message_id":"m1"}""", """{"id":"m1","content":"{\"a\":1}"}""")]
    [InlineData("""{"message":"5rih5Y+j","encoding":"base64"}""", "渡口")]
    [InlineData("""{"message":"渡口","payload_format":"raw"}""", "渡口")]
    public async Task A_message_goes_down_as_its_form_says(string body, string expected)
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        await lamp.SendAsync(body);
        Assert.Equal(expected, (await device.ReadPublishAsync()).Payload);
    }

    [Fact]
    public async Task All_mistakes_are_named_at_once()
    {
        await using var lamp = await Lamp.StartAsync();
        var sentence = await lamp.TrySendAsync("""
            {"message_id":"a b","name":"x<y","encoding":"zip","payload_format":"xml","topic":"/a","topic_full_name":"a/#","ttl":7,
             "properties":{"correlation_data":"a b","response_topic":"a/+","user_properties":[{"prop_key":"a b","prop_value":"<"}]}}
            """).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        foreach (var path in new[]
        {
            "message_id:", "name:", "encoding:", "payload_format:", "topic:", "topic_full_name: must not be given together", "topic_full_name: 'a/#'", "ttl: must be a multiple of 5",
            "message: is required", "properties.correlation_data:", "properties.response_topic:", "properties.user_properties[0].prop_key:", "properties.user_properties[0].prop_value:",
        })
            Assert.Contains(path, sentence, StringComparison.Ordinal);
        Assert.Empty(await lamp.MessagesAsync());
    }

    [Theory]
    [InlineData("""{"message":5}""", "message: is required and must be a string or JSON")]
    [InlineData("""{"message":""}""", "message: must not be empty")]
    [InlineData("""{"message":"\ud800"}""", "message: is not valid UTF-8")]
    [InlineData("""{"message":"%","encoding":"base64"}""", "message: must be base64")]
    [InlineData("""{"message":"a","ttl":10085}""", "ttl: must be from 0 to 10080")]
    [InlineData("""{"message":"a","topic":"undeclared"}""", "topic: undeclared is not among the topics")]
    [InlineData("""{"message":"a","ttl":"ten"}""", "ttl: must be a whole number")]
    [ShowsLimit("MessageTtl")]
    public async Task A_wrong_member_is_named(string body, string expected)
    {
        await using var lamp = await Lamp.StartAsync();
        Assert.Contains(expected, await lamp.TrySendAsync(body).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"), StringComparison.Ordinal);
    }

    [Fact]
    [ShowsLimit("DownlinkBytesMax")]
    public async Task A_message_larger_than_a_downlink_may_be_is_refused()
    {
        await using var lamp = await Lamp.StartAsync();
        var fits = new string('a', 256 * 1024);
        await lamp.SendAsync($$"""{"message":"{{fits}}","payload_format":"raw"}""");
        Assert.Contains("262145 bytes", await lamp.TrySendAsync($$"""{"message":"{{fits}}b","payload_format":"raw"}""").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_id_is_taken_once_per_device()
    {
        await using var lamp = await Lamp.StartAsync();
        var other = await lamp.Platform.AddDeviceAsync(lamp.ProductId, "lamp2");
        await lamp.SendAsync("""{"message":"a","message_id":"m1"}""");
        await lamp.SendAsync("""{"message":"a","message_id":"m1"}""", other);
        await lamp.RestartAsync();
        await lamp.TrySendAsync("""{"message":"b","message_id":"m1"}""").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        Assert.Equal("a", (string?)(await lamp.MessageAsync("m1"))["message"]);
    }

    [Fact]
    [Shows("ShowDeviceMessage", "ListDeviceMessages", AfterRestart = true)]
    public async Task What_was_sent_is_shown_as_it_was_given()
    {
        await using var lamp = await Lamp.StartAsync();
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 30)) + "1" + new string('}', 30);
        const string Rest = """
            "name":"灯","topic_full_name":"/a/b","properties":{"correlation_data":"c","user_properties":[{"prop_key":"k","prop_value":"v"}]}
            """;
        await lamp.SendAsync("{\"message\":" + deep + ",\"message_id\":\"m1\"," + Rest + "}");
        await lamp.RestartAsync();
        var shown = await lamp.Platform.Http.GetStringAsync(new Uri($"{lamp.Path}/messages/m1", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("{\"message_id\":\"m1\",\"name\":\"灯\",\"message\":" + deep + """
            ,"encoding":"none","payload_format":"standard","topic":"/a/b","properties":{"correlation_data":"c","user_properties":[{"prop_key":"k","prop_value":"v"}]},"status":"PENDING","created_time":"20260102T030405Z"}
            """, shown);
        Assert.Equal("m1", (string?)(await lamp.MessagesAsync())[0]!["message_id"]);
    }

    [Fact]
    public async Task A_message_does_not_go_where_the_device_itself_speaks()
    {
        await using var lamp = await Lamp.StartAsync();
        var body = new JsonObject { ["message"] = "a", ["topic_full_name"] = $"$oc/devices/{lamp.DeviceId}/sys/commands/response/request_id=1" };
        Assert.Contains("itself publishes", await lamp.TrySendAsync(body.ToJsonString()).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_device_is_refused()
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.TrySendAsync("""{"message":"a"}""", "nobody").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
    }
}
