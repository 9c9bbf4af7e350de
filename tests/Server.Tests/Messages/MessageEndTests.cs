using System.Net;
using System.Text.Json.Nodes;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Messages;

public sealed class MessageEndTests
{
    [Fact]
    [Provokes("message.device_offline")]
    public async Task A_message_that_is_not_cached_fails_when_the_device_is_offline()
    {
        await using var lamp = await Lamp.StartAsync();
        var answer = await lamp.SendAsync("""{"message":"now","ttl":0,"message_id":"m1"}""");
        Assert.Equal("FAILED", (string?)answer["result"]!["status"]);
        Assert.Equal("m1", (await lamp.TraceAsync("message.device_offline")).RequestId);
        await lamp.RestartAsync();
        var message = await lamp.MessageAsync("m1");
        Assert.Equal("FAILED", (string?)message["status"]);
        Assert.Equal("IOTDA.014016", (string?)message["error_info"]!["error_code"]);
        Assert.NotEmpty((string)message["error_info"]!["error_msg"]!);
    }

    [Fact]
    [Provokes("message.not_subscribed")]
    public async Task A_message_to_a_topic_that_the_connected_device_does_not_listen_to_fails()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var answer = await lamp.SendAsync("""{"message":"now","topic_full_name":"/line1/lamp","message_id":"m1"}""");
        Assert.Equal("FAILED", (string?)answer["result"]!["status"]);
        Assert.Equal("IOTDA.014112", (string?)(await lamp.MessageAsync("m1"))["error_info"]!["error_code"]);
        var trace = await lamp.TraceAsync("message.not_subscribed");
        Assert.Equal(lamp.DeviceId, trace.DeviceId);
        Assert.Contains("/line1/lamp", trace.Because.Sentence(), StringComparison.Ordinal);
        await device.PingAsync();
    }

    [Fact]
    [Provokes("message.unacknowledged")]
    public async Task A_message_that_is_not_cached_fails_when_the_device_does_not_acknowledge()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        await device.SubscribeAsync(lamp.Down, QualityOfService.AtLeastOnce);
        await lamp.SendAsync("""{"message":"now","ttl":0,"message_id":"m1"}""");
        for (var send = 0; send < 3; send++)
        {
            await device.ReadPublishAsync(acknowledge: false);
            lamp.Platform.Clock.Advance(TimeSpan.FromSeconds(2));
        }
        Assert.Equal("IOTDA.014016", (string?)(await lamp.MessageWhenAsync("m1", "FAILED"))["error_info"]!["error_code"]);
        Assert.Equal("m1", (await lamp.TraceAsync("message.unacknowledged")).RequestId);
    }

    [Fact]
    [Provokes("message.queue_full")]
    public async Task A_message_that_is_not_cached_fails_when_the_device_has_no_room_for_it()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500, Change = connect => connect with { ReceiveMaximum = 1 } });
        await device.SubscribeAsync(lamp.Down, QualityOfService.AtLeastOnce);
        Assert.Equal("PENDING", (string?)(await lamp.SendAsync("""{"message":"1","ttl":0}"""))["result"]!["status"]);
        Assert.Equal("FAILED", (string?)(await lamp.SendAsync("""{"message":"2","ttl":0,"message_id":"m2"}"""))["result"]!["status"]);
        Assert.Equal("m2", (await lamp.TraceAsync("message.queue_full")).RequestId);
    }

    [Fact]
    [Provokes("message.pushed_out")]
    [ShowsLimit("CachedMessagesMax")]
    public async Task The_21st_message_takes_the_place_of_the_oldest_that_waits()
    {
        await using var lamp = await Lamp.StartAsync();
        for (var i = 1; i <= 21; i++)
            await lamp.SendAsync($$"""{"message":"{{i}}","payload_format":"raw","message_id":"m{{i}}"}""");
        var first = await lamp.MessageAsync("m1");
        Assert.Equal("FAILED", (string?)first["status"]);
        Assert.Contains("20", (string?)first["error_info"]!["error_msg"], StringComparison.Ordinal);
        Assert.Equal("m1", (await lamp.TraceAsync("message.pushed_out")).RequestId);
        Assert.Equal(20, (await lamp.MessagesAsync()).Count);
        await using var device = await lamp.ConnectAsync();
        for (var i = 2; i <= 21; i++)
            Assert.Equal($"{i}", (await device.ReadPublishAsync()).Payload);
    }

    [Fact]
    [Provokes("message.timed_out")]
    [ShowsLimit("MessageTtl")]
    public async Task A_message_times_out_when_its_ttl_has_passed()
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.SendAsync("""{"message":"short","ttl":5,"message_id":"short"}""");
        await lamp.SendAsync("""{"message":"long","ttl":10,"payload_format":"raw","message_id":"long"}""");
        lamp.Platform.Clock.Advance(TimeSpan.FromMinutes(5));
        var ended = await lamp.MessageWhenAsync("short", "TIMEOUT");
        Assert.Equal("20260102T030905Z", (string?)ended["finished_time"]);
        Assert.Equal("short", (await lamp.TraceAsync("message.timed_out")).RequestId);
        Assert.Equal("PENDING", (string?)(await lamp.MessageAsync("long"))["status"]);
        await using var device = await lamp.ConnectAsync();
        Assert.Equal("long", (await device.ReadPublishAsync()).Payload);
    }

    [Fact]
    public async Task A_message_whose_ttl_passed_while_the_platform_was_down_is_not_sent()
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.SendAsync("""{"message":"short","ttl":5,"message_id":"m1"}""");
        await lamp.Platform.StopAsync();
        lamp.Platform.Clock.Advance(TimeSpan.FromMinutes(6));
        await lamp.RestartAsync();
        Assert.Equal("TIMEOUT", (string?)(await lamp.MessageAsync("m1"))["status"]);
    }

    [Fact]
    [Provokes("message.deleted")]
    [Shows("DeleteDeviceMessage", AfterRestart = true)]
    public async Task A_deleted_message_is_not_sent_and_is_gone()
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.SendAsync("""{"message":"unwanted","message_id":"m1"}""");
        await lamp.SendAsync("""{"message":"wanted","payload_format":"raw","message_id":"m2"}""");
        using (var answer = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Delete, $"{lamp.Path}/messages/m1"))
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("m1", (await lamp.TraceAsync("message.deleted")).RequestId);
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Delete, $"{lamp.Path}/messages/m1").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
        await lamp.RestartAsync();
        Assert.Equal("m2", (string?)Assert.Single(await lamp.MessagesAsync())!["message_id"]);
        await using var device = await lamp.ConnectAsync();
        Assert.Equal("wanted", (await device.ReadPublishAsync()).Payload);
    }

    [Fact]
    [Shows("ListDeviceMessages")]
    public async Task Of_those_that_have_ended_the_last_20_are_kept_newest_first()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        for (var i = 1; i <= 22; i++)
            await lamp.SendAsync($$"""{"message":"{{i}}","message_id":"m{{i}}"}""");
        var ids = (await lamp.MessagesAsync()).Select(message => (string?)message!["message_id"]).ToList();
        Assert.Equal(Enumerable.Range(3, 20).Reverse().Select(i => $"m{i}"), ids);
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Get, $"{lamp.Path}/messages/m1").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
    }

    [Fact]
    public async Task Every_end_is_notified_once()
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.SendAsync("""{"message":"now","ttl":0,"message_id":"failed","name":"n"}""");
        await using (await lamp.ConnectAsync())
            await lamp.SendAsync("""{"message":"now","message_id":"delivered"}""");
        await lamp.RestartAsync();
        var ends = lamp.Platform.Service<Outbox>().ReadAfter(0, 1000).Where(entry => entry.Resource == "device.message.status").ToList();
        Assert.All(ends, entry => Assert.Equal("update", entry.Event));
        Assert.Equal(["failed FAILED", "delivered DELIVERED"], ends.Select(entry =>
        {
            var body = JsonNode.Parse(entry.Document)!["body"]!;
            return $"{body["message_id"]} {body["status"]}";
        }));
        var failed = JsonNode.Parse(ends[0].Document)!;
        Assert.Equal(lamp.DeviceId, (string?)failed["header"]!["device_id"]);
        Assert.Equal("IOTDA.014016", (string?)failed["body"]!["error_info"]!["error_code"]);
        Assert.Equal(lamp.Down, (string?)failed["body"]!["topic"]);
        Assert.Equal("20260102T030405Z", (string?)failed["body"]!["timestamp"]);
    }

    [Fact]
    public async Task Messages_go_with_their_device()
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.SendAsync("""{"message":"old","message_id":"m1"}""");
        using (var answer = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Delete, lamp.Path))
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await lamp.Platform.AddDeviceAsync(lamp.ProductId);
        Assert.Empty(await lamp.MessagesAsync());
    }
}
