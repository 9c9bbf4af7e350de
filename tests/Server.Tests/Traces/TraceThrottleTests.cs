using Dukou.Server.Pipeline;
using Dukou.Server.Reasons;
using Dukou.Server.Traces;

namespace Dukou.Server.Tests.Traces;

public sealed class TraceThrottleTests
{
    static readonly Reason One = new("test.one", "One.", "一。");
    static readonly Reason Other = new("test.other", "Other.", "二。");

    readonly TraceThrottle _throttle = new(perSecondMax: 10);
    long _number;

    bool Admits(long now, Reason? reason = null, string? device = "lamp-1", bool authenticated = true, string? client = null, string? address = null) =>
        _throttle.Admits(new PlacedTrace(new TraceEntry(TraceKind.Uplink, TraceOutcome.Refused, DateTimeOffset.UnixEpoch, reason ?? One)
        {
            DeviceId = device,
            Authenticated = authenticated,
            ClientId = client,
            RemoteAddress = address,
        }, 0), ++_number, now);

    [Fact]
    public void Ten_a_second_are_kept_and_further_ones_are_counted_by_reason()
    {
        for (var i = 0; i < 10; i++)
            Assert.True(Admits(now: i));
        for (var i = 0; i < 7; i++)
            Assert.False(Admits(now: 100));
        for (var i = 0; i < 3; i++)
            Assert.False(Admits(now: 200, Other));
        Assert.Empty(_throttle.Close(now: 999));
        var told = _throttle.Close(now: 1000);
        Assert.Equal([("test.one", 7), ("test.other", 3)], told.Select(suppressed => (suppressed.Earliest.Entry.Because.Code, suppressed.Count)).Order());
    }

    [Fact]
    public void The_next_second_begins_anew()
    {
        for (var i = 0; i < 25; i++)
            Admits(now: 0);
        Assert.Equal(15, Assert.Single(_throttle.Close(now: 1000)).Count);
        for (var i = 0; i < 10; i++)
            Assert.True(Admits(now: 1001));
        Assert.False(Admits(now: 1002));
    }

    [Fact]
    public void One_devices_flood_takes_nothing_from_another()
    {
        for (var i = 0; i < 100; i++)
            Admits(now: 0);
        Assert.True(Admits(now: 0, device: "lamp-2"));
        Assert.True(_throttle.HoldsBack("lamp-1"));
        Assert.False(_throttle.HoldsBack("lamp-2"));
        Assert.True(_throttle.HoldsBack(null));
    }

    [Fact]
    public void Calls_that_are_about_no_device_are_all_kept()
    {
        for (var i = 0; i < 100; i++)
            Assert.True(Admits(now: 0, device: null));
    }

    [Fact]
    public void A_stranger_counts_by_client_id_and_address_whatever_its_port()
    {
        for (var i = 0; i < 11; i++)
            Assert.Equal(i < 10, Admits(now: 0, device: null, authenticated: false, client: "c", address: $"192.0.2.7:{1000 + i}"));
        Assert.True(Admits(now: 0, device: null, authenticated: false, client: "c", address: "192.0.2.8:1000"));
        Assert.True(Admits(now: 0, device: null, authenticated: false, client: "d", address: "192.0.2.7:1000"));
        Assert.False(Admits(now: 0, device: null, authenticated: false, client: "c", address: "192.0.2.7"));
    }

    [Fact]
    public void Counted_entries_are_not_complete_before_they_are_told()
    {
        for (var i = 0; i < 12; i++)
            Admits(now: 0);
        Assert.Equal(10, _throttle.CompleteThrough(12));
        _throttle.Close(now: 1000);
        Assert.Equal(10, _throttle.CompleteThrough(12));
        Assert.True(_throttle.HoldsBack("lamp-1"));
        _throttle.Told();
        Assert.Equal(12, _throttle.CompleteThrough(12));
        Assert.False(_throttle.HoldsBack("lamp-1"));
    }
}
