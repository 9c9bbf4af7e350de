using System.Text;
using CsCheck;
using Dukou.Protocol.Iotda;

namespace Dukou.Protocol.Tests.Iotda;

public sealed class EventTimeTests
{
    [Theory]
    [InlineData("20260102T030405Z", 0)]
    [InlineData("2026-01-02T03:04:05.678Z", 678)]
    public void Both_forms_of_a_device_are_read(string text, int millisecond) =>
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, millisecond, TimeSpan.Zero), EventTime.Read(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("")]
    [InlineData("20260102T030405")]
    [InlineData("20260102 030405Z")]
    [InlineData("20260102T030405z")]
    [InlineData("20261302T030405Z")]
    [InlineData("20260230T030405Z")]
    [InlineData("20260102T240405Z")]
    [InlineData("20260102T036005Z")]
    [InlineData("2026010 T030405Z")]
    [InlineData("00000102T030405Z")]
    [InlineData("2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05.6789Z")]
    [InlineData("2026-01-02 03:04:05.678Z")]
    [InlineData("1767322998")]
    public void Anything_else_is_null(string text) => Assert.Null(EventTime.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void What_is_written_is_utc()
    {
        var noon = new DateTimeOffset(2026, 1, 2, 11, 4, 5, 67, TimeSpan.FromHours(8));
        Span<byte> buffer = stackalloc byte[EventTime.MillisLength];
        Assert.Equal("20260102T030405Z", EventTime.Seconds(noon));
        Assert.Equal("2026-01-02T03:04:05.067Z", EventTime.Millis(noon));
        Assert.True(EventTime.TryWriteSeconds(noon, buffer, out var seconds) && buffer[..seconds].SequenceEqual("20260102T030405Z"u8));
        Assert.True(EventTime.TryWriteMillis(noon, buffer, out var millis) && buffer[..millis].SequenceEqual("2026-01-02T03:04:05.067Z"u8));
    }

    [Fact]
    public void Every_instant_survives_the_round_trip() => Gen.DateTimeOffset.Sample(time =>
        Assert.Equal(EventTime.Millis(time), EventTime.Millis(EventTime.Read(Encoding.ASCII.GetBytes(EventTime.Millis(time)))!.Value)));

    [Fact]
    public void Reading_allocates_nothing() =>
        Assert.Equal(0, Allocations.Of(() => EventTime.Read("20260102T030405Z"u8) is not null && EventTime.Read("2026-01-02T03:04:05.678Z"u8) is not null));
}
