using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Devices;
using Dukou.Server.Tests.Messages;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Broadcasts;

public sealed class BroadcastMessageTests
{
    const string Topic = "$oc/broadcast/alarm/fire";

    [Fact]
    [Shows("BroadcastMessage", AfterRestart = true)]
    [ShowsTopic("$oc/broadcast/{name}")]
    [Provokes("broadcast.sent")]
    public async Task Every_device_of_the_space_that_listens_gets_the_decoded_bytes()
    {
        await using var lamp = await Lamp.StartAsync();
        var (second, third) = (await lamp.Platform.AddDeviceAsync(lamp.ProductId, "second"), await lamp.Platform.AddDeviceAsync(lamp.ProductId, "third"));
        var foreignApp = await lamp.Platform.AddSpaceAsync("foreign");
        var foreign = (string)(await lamp.Platform.CreateDeviceAsync(await lamp.Platform.CreateProductAsync(body =>
        {
            body["app_id"] = foreignApp;
            // A default would go down when it connects.
            body["service_capabilities"]![0]!["properties"]![0]!.AsObject().Remove("default_value");
        }), "f", body =>
        {
            body["app_id"] = foreignApp;
            body["auth_info"] = new JsonObject { ["secret"] = "12345678" };
        }))["device_id"]!;
        // Nothing of it outlives a restart but that it works.
        await lamp.RestartAsync();
        await using var first = await lamp.ConnectAsync();
        await using var listening = await lamp.Platform.ConnectDeviceAsync(second);
        await using var silent = await lamp.Platform.ConnectDeviceAsync(third);
        await using var stranger = await lamp.Platform.ConnectDeviceAsync(foreign);
        Assert.Equal([ReasonCode.GrantedQoS1], await first.SubscribeAsync(Topic, QualityOfService.AtLeastOnce));
        await listening.SubscribeAsync("$oc/broadcast/#");
        await silent.SubscribeAsync("$oc/broadcast/alarm/water");
        await stranger.SubscribeAsync(Topic);

        var sent = await (await SendAsync(lamp, "leave the house, 着火了")).JsonAsync(HttpStatusCode.Created);
        Assert.Equal((Topic, "20260102T030405Z"), ((string?)sent["topic_full_name"], (string?)sent["created_time"]));
        foreach (var device in new[] { first, listening })
        {
            var publish = await device.ReadPublishAsync();
            Assert.Equal((Topic, "leave the house, 着火了"), (publish.Topic, publish.Payload));
        }
        await silent.PingAsync();
        await stranger.PingAsync();
        var trace = await lamp.TraceAsync("broadcast.sent");
        Assert.Equal((string?)sent["message_id"], trace.RequestId);
        Assert.Contains(" 2 devices", trace.Because.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    [Provokes("broadcast.nobody_listens")]
    public async Task A_broadcast_that_nobody_hears_is_told_in_the_trace()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        await (await SendAsync(lamp, "hello")).JsonAsync(HttpStatusCode.Created);
        await lamp.TraceAsync("broadcast.nobody_listens");
        await device.PingAsync();
    }

    [Fact]
    [ShowsTopic("$oc/broadcast/{name}")]
    public async Task A_device_may_not_broadcast()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        Assert.Equal(ReasonCode.TopicNameInvalid, (await device.PublishAckedAsync(Topic, "hello")).Reason);
    }

    [Theory]
    [InlineData("""{"topic_full_name":"$oc/broadcast/a"}""")]
    [InlineData("""{"topic_full_name":"alarm","message":"aGk="}""")]
    [InlineData("""{"topic_full_name":"$oc/broadcast/","message":"aGk="}""")]
    [InlineData("""{"topic_full_name":"$oc/broadcast/+","message":"aGk="}""")]
    [InlineData("""{"topic_full_name":"$oc/broadcast/a","message":"no base64!"}""")]
    [InlineData("""{"topic_full_name":"$oc/broadcast/a","message":"aGk=","ttl":3}""")]
    [InlineData("""{"topic_full_name":"$oc/broadcast/a","message":"aGk=","ttl":10085}""")]
    public async Task What_cannot_be_is_refused(string body)
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.SendPostAsync("broadcast-messages", JsonNode.Parse(body)!.AsObject()).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
    }

    static Task<HttpResponseMessage> SendAsync(Lamp lamp, string text) => lamp.Platform.SendPostAsync("broadcast-messages",
        new() { ["topic_full_name"] = Topic, ["message"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) });
}
