using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Messages;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Events;

/// <summary>What holds for every event service, whatever it does. A service's tests derive from it and give one event of theirs.</summary>
public abstract class EventServiceCompliance
{
    /// <summary>With its <c>$</c>.</summary>
    protected abstract string ServiceId { get; }

    /// <summary>An event that the service takes from any device.</summary>
    protected abstract string EventType { get; }

    protected abstract string Paras { get; }

    /// <summary>The event that comes down for it; null when none does.</summary>
    protected abstract string? AnswerType { get; }

    /// <summary>Paras that the service can't read.</summary>
    protected abstract IReadOnlyList<string> Malformed { get; }

    [Fact]
    public async Task An_event_is_stored_and_answered_under_its_own_event_id()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        await device.SendEventAsync(lamp, ServiceId, EventType, Paras, "my-event-id");
        await AssertAnswerAsync(lamp, device, lamp.DeviceId, id => Assert.Equal("my-event-id", id));
        await AssertStoredAsync(lamp, lamp.DeviceId);
    }

    [Fact]
    public async Task An_event_without_an_id_gets_one_from_the_platform()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        await device.SendEventAsync(lamp, ServiceId, EventType, Paras, eventId: null);
        await AssertAnswerAsync(lamp, device, lamp.DeviceId, id => Assert.Matches("^[0-9a-f-]{36}$", id));
    }

    [Fact]
    public async Task The_dollar_of_the_service_may_be_left_out_and_nulls_and_strange_members_count_as_absent()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var paras = Paras == "{}" ? """{"stranger":{"a":[1]},"nothing":null}""" : string.Concat("""{"stranger":{"a":[1]},"nothing":null,""", Paras.AsSpan(1));
        await device.PublishAsync(lamp.EventsUp(),
            $$"""{"object_device_id":null,"more":1,"services":[{"service_id":"{{ServiceId[1..]}}","event_type":"{{EventType}}","event_time":null,"event_id":"e1","paras":{{paras}}}]}""");
        await AssertAnswerAsync(lamp, device, lamp.DeviceId, id => Assert.Equal("e1", id));
        Assert.DoesNotContain(lamp.Platform.TakeTraces(), trace => trace.Because.Code is "event.unknown" or "event.malformed");
    }

    [Fact]
    public async Task An_event_out_of_form_is_refused_with_a_reason_and_the_connection_lives()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        foreach (var paras in Malformed)
        {
            var ack = await device.SendEventAckedAsync(lamp, ServiceId, EventType, paras);
            Assert.True(ack.Reason == ReasonCode.PayloadFormatInvalid, $"{paras}: {ack.Reason}");
            var trace = await lamp.TraceAsync("event.malformed");
            Assert.Equal(ack.ReasonString, trace.Because.Sentence());
        }
        await device.SendEventAsync(lamp, ServiceId, EventType, Paras);
        await AssertAnswerAsync(lamp, device, lamp.DeviceId, id => Assert.Equal("e1", id));
    }

    [Fact]
    public async Task A_gateway_sends_it_for_its_child_and_for_nobody_else()
    {
        await using var lamp = await Lamp.StartAsync();
        var child = await lamp.AddChildAsync();
        var stranger = await lamp.Platform.AddDeviceAsync(lamp.ProductId, "stranger");
        await using var gateway = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        Assert.Equal(ReasonCode.NotAuthorized, (await gateway.SendEventAckedAsync(lamp, ServiceId, EventType, Paras, stranger)).Reason);
        await gateway.SendEventAsync(lamp, ServiceId, EventType, Paras, objectDeviceId: child);
        await AssertAnswerAsync(lamp, gateway, child, id => Assert.Equal("e1", id));
        await AssertStoredAsync(lamp, child);
    }

    [Fact]
    public async Task A_type_that_the_service_does_not_know_is_stored_and_said_so()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        Assert.Equal(ReasonCode.Success, (await device.SendEventAckedAsync(lamp, ServiceId, "nobody_knows", "{}")).Reason);
        Assert.Contains("nobody_knows", (await lamp.TraceAsync("event.unknown")).Because.Sentence(), StringComparison.Ordinal);
    }

    /// <summary>At QoS 0 nobody tells when it is durable.</summary>
    static Task AssertStoredAsync(Lamp lamp, string deviceId) =>
        Eventually.BecomesTrueAsync(async () => (await lamp.Platform.CodesAsync($"&kind=uplink&device_id={deviceId}")).Contains("uplink.stored"));

    async Task AssertAnswerAsync(Lamp lamp, WireClient device, string objectDeviceId, Action<string?> eventId)
    {
        if (AnswerType is not null)
        {
            var answer = await device.ReadEventAsync(lamp);
            Assert.Equal((ServiceId, AnswerType, objectDeviceId, "20260102T030405Z"), (answer.ServiceId, answer.EventType, answer.ObjectDeviceId, answer.EventTime));
            eventId(answer.EventId);
        }
        // Nothing else comes.
        await device.PingAsync();
    }
}
