using Dukou.Protocol.Mqtt;
using Dukou.Server.Events;
using Dukou.Server.Tests.Compatibility;
using Dukou.Server.Tests.Messages;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Events;

public sealed class EventsUpTests
{
    [Fact]
    public void Every_service_that_is_built_is_in_the_table_and_shown() =>
        Assert.Empty(EventServices.All.Select(found => found.Service.ServiceId).Except(TableTopics.Events.Where(row => row.Tests.Any()).Select(row => row.Topic)));

    [Fact]
    [ShowsTopic("sys/events/up", "sys/events/down")]
    public async Task Several_events_of_one_envelope_are_answered_in_their_order()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        await device.PublishAsync(lamp.EventsUp(), """
            {"services":[{"service_id":"$time_sync","event_type":"time_sync_request","event_id":"a","paras":{"device_send_time":1}},
                         {"service_id":"time_sync","event_type":"time_sync_request","event_id":"b","paras":{"device_send_time":"2"}}]}
            """);
        Assert.Equal("a", (await device.ReadEventAsync(lamp)).EventId);
        Assert.Equal("b", (await device.ReadEventAsync(lamp)).EventId);
    }

    [Fact]
    [Provokes("event.unknown")]
    public async Task An_event_of_a_service_that_nobody_knows_is_stored_and_said_so()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        Assert.Equal(ReasonCode.Success, (await device.SendEventAckedAsync(lamp, "Door", "opened", """{"by":1}""")).Reason);
        Assert.Equal(["event.unknown", "uplink.stored"], (await lamp.Platform.CodesAsync($"&kind=uplink&device_id={lamp.DeviceId}")).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{}", "event.none")]
    [InlineData("""{"services":[]}""", "event.none")]
    [InlineData("""{"services":[{"service_id":"$time_sync"}]}""", "event.none")]
    [InlineData("""{"services":[{"service_id":"$time_sync","event_type":"time_sync_request"}]}""", "event.malformed")]
    [InlineData("""{"services":"x"}""", "event.none")]
    [InlineData("[]", "uplink.malformed_payload")]
    [InlineData("ping", "uplink.malformed_payload")]
    [Provokes("event.none")]
    [Provokes("event.malformed")]
    public async Task An_envelope_that_holds_nothing_of_use_is_refused(string payload, string code)
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        var ack = await device.PublishAckedAsync(lamp.EventsUp(), payload);
        Assert.Equal(ReasonCode.PayloadFormatInvalid, ack.Reason);
        Assert.Equal(ack.ReasonString, (await lamp.TraceAsync(code)).Because.Sentence());
    }

    [Fact]
    [Provokes("uplink.foreign_object_device")]
    public async Task An_event_about_a_device_that_is_no_child_is_refused_as_a_whole()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        var ack = await device.SendEventAckedAsync(lamp, "$time_sync", "time_sync_request", """{"device_send_time":1}""", "somebody");
        Assert.Equal((ReasonCode.NotAuthorized, (await lamp.TraceAsync("uplink.foreign_object_device")).Because.Sentence()), (ack.Reason, ack.ReasonString));
        await device.PingAsync();
    }

    [Fact]
    [Provokes("event.sent")]
    public async Task An_answer_is_traced_under_its_event_id()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        await device.SendEventAsync(lamp, "$time_sync", "time_sync_request", """{"device_send_time":1}""", "e77");
        await device.ReadEventAsync(lamp);
        Assert.Equal("e77", (await lamp.TraceAsync("event.sent")).RequestId);
    }

    [Fact]
    [Provokes("event.not_sent")]
    public async Task An_answer_that_finds_no_room_on_the_connection_is_told_in_the_trace()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500, Change = connect => connect with { ReceiveMaximum = 1 } });
        await device.SubscribeAsync(lamp.EventsDown(), QualityOfService.AtLeastOnce);
        await device.SendEventAsync(lamp, "$time_sync", "time_sync_request", """{"device_send_time":1}""", "e1");
        await device.ReadPublishAsync(acknowledge: false);
        await device.SendEventAsync(lamp, "$time_sync", "time_sync_request", """{"device_send_time":1}""", "e2");
        var trace = await lamp.TraceAsync("event.not_sent");
        Assert.Equal("e2", trace.RequestId);
        Assert.Contains("unacknowledged", trace.Because.Sentence(), StringComparison.Ordinal);
    }
}
