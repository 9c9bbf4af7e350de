using System.Net;
using System.Text.Json.Nodes;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Messages;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Commands;

public sealed class CreateCommandTests
{
    const string SetLevel = """{"service_id":"Lamp","command_name":"SET_LEVEL","paras":{"level":3}}""";

    [Fact]
    [Provokes("request.answered")]
    [Shows("CreateCommand")]
    [ShowsTopic("sys/commands/request_id={r}", "sys/commands/response/request_id={r}")]
    public async Task A_device_that_never_subscribed_gets_the_command_and_its_answer_comes_back_as_it_was()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var answer = CommandAsync(lamp, SetLevel);
        var command = await device.ReadPublishAsync();
        var commandId = command.Topic.Split("request_id=")[1];
        Assert.Equal($"$oc/devices/{lamp.DeviceId}/sys/commands/request_id={commandId}", command.Topic);
        Assert.Equal(SetLevel, command.Payload);
        await device.PublishAsync(Response(command), """{"result_code":0, "paras":{"done":1.50}}""");
        Assert.Equal($$$$"""{"command_id":"{{{{commandId}}}}","response":{"result_code":0, "paras":{"done":1.50}}}""", await TextAsync(answer));
        Assert.Equal(commandId, (await lamp.TraceAsync("request.answered")).RequestId);
    }

    [Fact]
    [Provokes("request.too_large_for_device")]
    public async Task A_command_larger_than_the_device_takes_is_not_sent_and_traced()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = Dukou.Protocol.Mqtt.ProtocolVersion.V500, Change = connect => connect with { MaximumPacketSize = 64 } });
        using var answer = await CommandAsync(lamp, SetLevel);
        Assert.NotNull((await lamp.TraceAsync("request.too_large_for_device")).RequestId);
        await device.PingAsync();
    }

    [Fact]
    public async Task Without_a_service_the_paras_are_free()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var answer = CommandAsync(lamp, """{"paras":{"anything":[1]}}""");
        var command = await device.ReadPublishAsync();
        Assert.Equal("""{"paras":{"anything":[1]}}""", command.Payload);
        await device.PublishAsync(Response(command), "{}");
        Assert.Contains("\"response\":{}", await TextAsync(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"service_id":"Lamp","command_name":"SET_LEVEL","paras":{"level":101,"colour":"red"}}""", "IOTDA.000006", "`level`", "`colour`")]
    [InlineData("""{"service_id":"Lamp","command_name":"SET_LEVEL","paras":{}}""", "IOTDA.000006", "`level` is required", "")]
    [InlineData("""{"service_id":"Lamp","command_name":"SET_LEVLE","paras":{}}""", "IOTDA.013002", "did you mean `SET_LEVEL`", "")]
    [InlineData("""{"service_id":"lamp","command_name":"SET_LEVEL","paras":{}}""", "IOTDA.013002", "did you mean `Lamp`", "")]
    [InlineData("""{"service_id":"Lamp","command_name":"SET_LEVEL"}""", "IOTDA.000006", "paras: is required", "")]
    [InlineData("""{"service_id":"Lamp","command_name":"SET_LEVEL","paras":[]}""", "IOTDA.000006", "paras: is required and must be an object", "")]
    public async Task What_does_not_fit_the_model_is_refused_with_every_mistake(string body, string code, string first, string second)
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var sentence = await CommandAsync(lamp, body).RefusedAsync(HttpStatusCode.BadRequest, code);
        Assert.Contains(first, sentence, StringComparison.Ordinal);
        Assert.Contains(second, sentence, StringComparison.Ordinal);
        await device.PingAsync();
    }

    [Fact]
    [Provokes("request.device_offline")]
    public async Task A_device_that_is_offline_is_refused()
    {
        await using var lamp = await Lamp.StartAsync();
        await CommandAsync(lamp, SetLevel).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.014016");
        Assert.Equal(lamp.DeviceId, (await lamp.TraceAsync("request.device_offline")).DeviceId);
    }

    [Fact]
    [Provokes("request.timed_out")]
    [ShowsLimit("RequestTimeout")]
    [Provokes("uplink.nobody_waits")]
    public async Task After_20_seconds_the_caller_learns_that_there_was_no_answer_and_a_late_one_is_traced()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var answer = CommandAsync(lamp, SetLevel);
        var command = await device.ReadPublishAsync();
        lamp.Platform.Clock.Advance(TimeSpan.FromSeconds(20) - TimeSpan.FromMilliseconds(1));
        await device.PingAsync();
        Assert.False(answer.IsCompleted);
        lamp.Platform.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var body = JsonNode.Parse(await TextAsync(answer))!;
        Assert.Equal("IOTDA.014111", (string?)body["error_code"]);
        Assert.NotEmpty((string)body["error_msg"]!);
        Assert.Equal(command.Topic.Split("request_id=")[1], (string?)body["command_id"]);
        Assert.Equal((string?)body["command_id"], (await lamp.TraceAsync("request.timed_out")).RequestId);
        await device.PublishAckedAsync(Response(command), """{"result_code":0}""");
        Assert.Equal((string?)body["command_id"], (await lamp.TraceAsync("uplink.nobody_waits")).RequestId);
    }

    [Fact]
    public async Task At_QoS_1_the_20_seconds_are_counted_from_the_send_and_not_from_the_acknowledgement()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        await device.SubscribeAsync($"$oc/devices/{lamp.DeviceId}/sys/commands/#", QualityOfService.AtLeastOnce);
        var answer = CommandAsync(lamp, SetLevel);
        var command = await device.ReadPublishAsync(acknowledge: false);
        lamp.Platform.Clock.Advance(TimeSpan.FromSeconds(15));
        await device.SendAsync(0x40, 2, (byte)(command.PacketId >> 8), (byte)command.PacketId);
        await device.PingAsync();
        lamp.Platform.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains("IOTDA.014111", await TextAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    [Provokes("request.queue_full")]
    public async Task A_command_that_finds_no_room_on_the_connection_ends_at_once()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500, Change = connect => connect with { ReceiveMaximum = 1 } });
        await device.SubscribeAsync($"$oc/devices/{lamp.DeviceId}/sys/commands/#", QualityOfService.AtLeastOnce);
        var first = CommandAsync(lamp, SetLevel);
        var command = await device.ReadPublishAsync(acknowledge: false);
        Assert.Contains("IOTDA.014111", await TextAsync(CommandAsync(lamp, SetLevel)), StringComparison.Ordinal);
        await lamp.TraceAsync("request.queue_full");
        await device.PublishAsync(Response(command), """{"result_code":0}""");
        Assert.Contains("\"result_code\":0", await TextAsync(first), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_counts_even_when_the_command_was_never_acknowledged()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        await device.SubscribeAsync($"$oc/devices/{lamp.DeviceId}/sys/commands/#", QualityOfService.AtLeastOnce);
        var answer = CommandAsync(lamp, SetLevel);
        var command = await device.ReadPublishAsync(acknowledge: false);
        lamp.Platform.Clock.Advance(TimeSpan.FromSeconds(12));
        await device.PublishAsync(Response(command), """{"result_code":0}""");
        Assert.Contains("\"result_code\":0", await TextAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_answers_the_first_counts_and_the_second_is_traced()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var answer = CommandAsync(lamp, SetLevel);
        var command = await device.ReadPublishAsync();
        await device.PublishAsync(Response(command), """{"result_code":1}""");
        await device.PublishAsync(Response(command), """{"result_code":2}""");
        Assert.Contains("\"result_code\":1", await TextAsync(answer), StringComparison.Ordinal);
        Assert.Contains("\"result_code\":2", (await lamp.TraceAsync("uplink.nobody_waits")).Excerpt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("done")]
    [InlineData("[1]")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("")]
    public async Task An_answer_that_is_no_JSON_object_is_no_answer(string malformed)
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        var answer = CommandAsync(lamp, SetLevel);
        var command = await device.ReadPublishAsync();
        Assert.Equal(ReasonCode.PayloadFormatInvalid, (await device.PublishAckedAsync(Response(command), malformed)).Reason);
        await device.PublishAsync(Response(command), """{"result_code":0}""");
        Assert.Contains("\"result_code\":0", await TextAsync(answer), StringComparison.Ordinal);
        Assert.Equal(lamp.DeviceId, (await lamp.TraceAsync("uplink.malformed_payload")).DeviceId);
    }

    [Fact]
    public async Task An_answer_nested_as_deep_as_JSON_may_be_is_relayed()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var answer = CommandAsync(lamp, SetLevel);
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", 60)) + "1" + new string('}', 60);
        await device.PublishAsync(Response(await device.ReadPublishAsync()), deep);
        Assert.EndsWith(deep + "}", await TextAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_commands_at_once_get_their_own_answers_in_any_order()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var answers = Enumerable.Range(0, 50).Select(i => CommandAsync(lamp, $$$"""{"service_id":"Lamp","command_name":"SET_LEVEL","paras":{"level":{{{i}}}}}""")).ToList();
        var commands = new Stack<WirePublish>();
        for (var i = 0; i < 50; i++)
            commands.Push(await device.ReadPublishAsync());
        foreach (var command in commands)
            await device.PublishAsync(Response(command), $$$"""{"paras":{{{JsonNode.Parse(command.Payload)!["paras"]}}}}""");
        for (var i = 0; i < 50; i++)
            Assert.Equal(i, (int)JsonNode.Parse(await TextAsync(answers[i]))!["response"]!["paras"]!["level"]!);
    }

    [Fact]
    public async Task A_command_finds_a_connection_that_is_five_minutes_old()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        for (var minute = 0; minute < 5; minute++)
        {
            lamp.Platform.Clock.Advance(TimeSpan.FromMinutes(1));
            await device.PingAsync();
        }
        var answer = CommandAsync(lamp, SetLevel);
        await device.PublishAsync(Response(await device.ReadPublishAsync()), """{"result_code":0}""");
        Assert.Contains("\"result_code\":0", await TextAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    [Shows("CreateCommand")]
    public async Task A_command_to_a_child_goes_through_its_gateway()
    {
        await using var lamp = await Lamp.StartAsync();
        var child = await lamp.AddChildAsync();
        await using var gateway = await lamp.ConnectAsync();
        var answer = lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, $"{lamp.Platform.V5}devices/{child}/commands", SetLevel);
        var command = await gateway.ReadPublishAsync();
        Assert.StartsWith($"$oc/devices/{lamp.DeviceId}/sys/commands/request_id=", command.Topic, StringComparison.Ordinal);
        Assert.Equal(child, (string?)JsonNode.Parse(command.Payload)!["object_device_id"]);
        await gateway.PublishAsync(Response(command), """{"result_code":0}""");
        Assert.Contains("\"result_code\":0", await TextAsync(answer), StringComparison.Ordinal);
        Assert.Equal(child, (await lamp.TraceAsync("request.answered")).DeviceId);
    }

    static Task<HttpResponseMessage> CommandAsync(Lamp lamp, string body) => lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, $"{lamp.Path}/commands", body);

    static string Response(WirePublish command) => command.Topic.Replace("commands/", "commands/response/", StringComparison.Ordinal);

    static async Task<string> TextAsync(Task<HttpResponseMessage> sending)
    {
        using var answer = await sending;
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode}: {text}");
        return text;
    }
}
