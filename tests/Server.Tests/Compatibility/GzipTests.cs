using System.IO.Compression;
using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Messages;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Compatibility;

/// <summary>Compressed payloads, as the Java and the C SDK send them.</summary>
public sealed class GzipTests
{
    [Theory]
    [InlineData("sys/properties/report?encoding=gzip")]
    [InlineData("sys/properties/report?request_id=7&encoding=gzip")]
    [InlineData("sys/properties/report?encoding=gzip&request_id=7")]
    public async Task A_compressed_report_is_stored_as_what_is_in_it(string topic)
    {
        await using var lamp = await Lamp.StartAsync();
        await using (var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 }))
            Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync($"$oc/devices/{lamp.DeviceId}/{topic}", Zip(TraceStory.Fitting))).Reason);
        await lamp.RestartAsync();
        var shadow = await lamp.Platform.Http.GetJsonAsync(lamp.Path + "/shadow");
        Assert.Equal(7, (int)shadow["shadow"]![0]!["reported"]!["properties"]!["level"]!);
        var trace = Assert.Single(await lamp.Platform.TracesAsync($"&kind=uplink&device_id={lamp.DeviceId}"))!;
        Assert.Equal((TraceStory.Fitting, topic.Contains("request_id", StringComparison.Ordinal) ? "7" : null), ((string?)trace["excerpt"], (string?)trace["request_id"]));
    }

    [Fact]
    public async Task Messages_and_gateway_reports_may_be_compressed_too()
    {
        await using var lamp = await Lamp.StartAsync();
        var child = await lamp.AddChildAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync($"$oc/devices/{lamp.DeviceId}/sys/messages/up?encoding=gzip", Zip("any text, 渡口"))).Reason);
        Assert.Equal("any text, 渡口", (string?)(await lamp.Platform.TracesAsync($"&kind=uplink&device_id={lamp.DeviceId}"))[0]!["excerpt"]);
        Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync($"$oc/devices/{lamp.DeviceId}/sys/gateway/sub_devices/properties/report?encoding=gzip",
            Zip($$$"""{"devices":[{"device_id":"{{{child}}}","services":[{"service_id":"Lamp","properties":{"level":9}}]}]}"""))).Reason);
        var shadow = await lamp.Platform.Http.GetJsonAsync($"{lamp.Platform.V5}devices/{child}/shadow");
        Assert.Equal(9, (int)shadow["shadow"]![0]!["reported"]!["properties"]!["level"]!);
    }

    [Fact]
    [Provokes("uplink.inflated_too_large")]
    public async Task A_small_payload_that_would_become_a_large_one_is_refused_with_a_reason()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        var bomb = Zip(new string(' ', 100 * 1024 * 1024));
        Assert.InRange(bomb.Length, 1, 200_000);
        // The report's own limit refuses the compressed bytes already, so the bomb goes where a megabyte may go.
        var ack = await device.PublishAckedAsync($"$oc/devices/{lamp.DeviceId}/sys/messages/up?encoding=gzip", bomb);
        Assert.Equal((ReasonCode.QuotaExceeded, (await lamp.TraceAsync("uplink.inflated_too_large")).Because.Sentence()), (ack.Reason, ack.ReasonString));
        await device.PingAsync();
    }

    [Fact]
    public async Task The_limit_holds_for_what_is_inside_to_the_byte()
    {
        await using var lamp = await Lamp.StartAsync(options => options with { Limits = options.Limits with { MessageBytesMax = 5000 } });
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        var topic = $"$oc/devices/{lamp.DeviceId}/sys/messages/up?encoding=gzip";
        Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync(topic, Zip(new string('a', 5000)))).Reason);
        Assert.Equal(ReasonCode.QuotaExceeded, (await device.PublishAckedAsync(topic, Zip(new string('a', 5001)))).Reason);
    }

    [Fact]
    [Provokes("uplink.broken_gzip")]
    public async Task A_payload_that_is_no_gzip_to_its_end_is_refused()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        var whole = Zip(TraceStory.Fitting);
        foreach (var broken in new[] { whole[..^1], whole[..^9], whole[..12], whole[..3], Encoding.UTF8.GetBytes(TraceStory.Fitting), [] })
        {
            Assert.Equal(ReasonCode.PayloadFormatInvalid, (await device.PublishAckedAsync($"$oc/devices/{lamp.DeviceId}/sys/properties/report?encoding=gzip", broken)).Reason);
            await lamp.TraceAsync("uplink.broken_gzip");
        }
        Assert.Empty((await lamp.Platform.Http.GetJsonAsync(lamp.Path + "/shadow"))["shadow"]!.AsArray());
    }

    static byte[] Zip(string text)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return zipped.ToArray();
    }
}
