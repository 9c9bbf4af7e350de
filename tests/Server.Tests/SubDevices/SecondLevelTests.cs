using System.Text.Json.Nodes;
using Dukou.Server.Tests.Messages;

namespace Dukou.Server.Tests.SubDevices;

/// <summary>A child of a child: what goes down for it comes to the gateway above both, which holds the connection, and names it.</summary>
public sealed class SecondLevelTests
{
    [Theory]
    [InlineData("commands", """{"service_id":"Lamp","command_name":"SET_LEVEL","paras":{"level":3}}""")]
    [InlineData("properties", """{"services":[{"service_id":"Lamp","properties":{"level":3}}]}""")]
    public async Task It_is_asked_through_the_gateway_and_its_answer_comes_back(string what, string body)
    {
        await using var lamp = await Lamp.StartAsync();
        var leaf = await lamp.AddChildAsync("leaf", await lamp.AddChildAsync());
        await using var gateway = await lamp.ConnectAsync();
        var asking = lamp.Platform.Http.SendJsonAsync(what == "commands" ? HttpMethod.Post : HttpMethod.Put, $"{lamp.Platform.V5}devices/{leaf}/{what}", body);
        var asked = await gateway.ReadPublishAsync();
        Assert.StartsWith($"$oc/devices/{lamp.DeviceId}/sys/{what}/", asked.Topic, StringComparison.Ordinal);
        Assert.Equal(leaf, (string?)JsonNode.Parse(asked.Payload)!["object_device_id"]);
        await gateway.PublishAsync(asked.Topic.Replace("request_id", "response/request_id", StringComparison.Ordinal), """{"result_code":0}""");
        Assert.Equal(0, (int)(await (await asking).JsonAsync())["response"]!["result_code"]!);
        Assert.Equal(leaf, (await lamp.TraceAsync("request.answered")).DeviceId);
    }

    [Fact]
    public async Task A_message_comes_through_the_gateway_at_once_and_after_waiting_for_it()
    {
        await using var lamp = await Lamp.StartAsync();
        var leaf = await lamp.AddChildAsync("leaf", await lamp.AddChildAsync());
        await lamp.SendAsync("""{"message":"early","message_id":"m1"}""", leaf);
        await using var gateway = await lamp.ConnectAsync();
        await AssertNextAsync("m1", "early");
        var answer = await lamp.SendAsync("""{"message":"now","message_id":"m2"}""", leaf);
        Assert.Equal("DELIVERED", (string?)answer["result"]!["status"]);
        await AssertNextAsync("m2", "now");

        async Task AssertNextAsync(string id, string content)
        {
            var message = await gateway.ReadPublishAsync();
            Assert.Equal((lamp.Down, $$"""{"object_device_id":"{{leaf}}","id":"{{id}}","content":"{{content}}"}"""), (message.Topic, message.Payload));
        }
    }
}
