using System.Text.Json.Nodes;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Messages;
using Dukou.Server.Tests.Traces;
using Microsoft.Data.Sqlite;

namespace Dukou.Server.Tests.Events;

public sealed class SdkInfoTests : EventServiceCompliance
{
    protected override string ServiceId => "$sdk_info";

    protected override string EventType => "sdk_info_report";

    protected override string Paras => """{"device_sdk_version":"JAVA_v1.2.0","sw_version":null,"fw_version":null}""";

    protected override string? AnswerType => null;

    protected override IReadOnlyList<string> Malformed => ["""{"device_sdk_version":7}""", $$"""{"sw_version":"{{new string('v', 257)}}"}""", "[]"];

    [Theory]
    [InlineData("$sdk_info", "sdk_info_report")]
    [InlineData("$device_info", "device_info_report")]
    [ShowsTopic("$sdk_info", "$device_info")]
    public async Task Versions_are_shown_with_the_device_and_null_leaves_them_as_they_are(string serviceId, string eventType)
    {
        await using var lamp = await Lamp.StartAsync();
        await using (var device = await lamp.ConnectAsync())
        {
            await device.SendEventAsync(lamp, serviceId, eventType, """{"device_sdk_version":"C_v1.2.0","sw_version":"2.1","fw_version":"1.0","device_ip":"10.0.0.7"}""");
            await device.SendEventAsync(lamp, serviceId, eventType, """{"device_sdk_version":"C_v1.3.0","sw_version":null,"fw_version":null}""");
            await device.PingAsync();
        }
        Assert.Equal(("C_v1.3.0", "2.1", "1.0"), Versions(await lamp.Platform.Http.GetJsonAsync(lamp.Path)));
        await lamp.RestartAsync();
        Assert.Equal(("C_v1.3.0", "2.1", "1.0"), Versions(await lamp.Platform.Http.GetJsonAsync(lamp.Path)));
    }

    [Fact]
    public async Task At_QoS_1_it_is_acknowledged_when_the_versions_are_stored()
    {
        await using var lamp = await Lamp.StartAsync();
        lamp.Platform.ExpectErrors();
        var other = await lamp.Platform.AddDeviceAsync(lamp.ProductId, "other");
        await using var device = await lamp.ConnectAsync();
        await using var neighbour = await lamp.Platform.ConnectDeviceAsync(other);
        using (var core = new SqliteConnection($"Data Source={Path.Combine(lamp.Platform.DataFolder, "core.db")};Pooling=False"))
        {
            core.Open();
            Server.Storage.Sql.Execute(core, "begin immediate");
            await device.PublishAsync(lamp.EventsUp(), EventCalls.Event("$sdk_info", "sdk_info_report", """{"sw_version":"2.1"}"""), 1);
            var inbox = lamp.Platform.Service<Server.Storage.Inbox>();
            await Eventually.BecomesTrueAsync(() => inbox.Head == 1);
            // Acknowledgements go out in the order of the commits: the event's would be there.
            await neighbour.PublishAckedAsync($"$oc/devices/{other}/sys/messages/up", "later");
            Assert.False(device.HasMore);
        }
        Assert.Equal(PacketType.PubAck, (await device.ReadAsync()).Type);
        Assert.Equal("2.1", Versions(await lamp.Platform.Http.GetJsonAsync(lamp.Path)).Item2);
    }

    [Fact]
    [Provokes("event.failed")]
    public async Task What_a_deleted_device_says_leads_to_nothing_but_a_reason()
    {
        await using var lamp = await Lamp.StartAsync();
        var child = await lamp.AddChildAsync();
        await using var gateway = await lamp.ConnectAsync();
        // The cache that says whose child it is may be a few seconds behind on another node; the registry is not.
        var store = lamp.Platform.Service<Server.Devices.DeviceStore>();
        Assert.NotNull(store.Find(child));
        await lamp.Platform.Service<Server.Storage.Databases>().Core.WriteAsync(core =>
            Server.Storage.Sql.Execute(core, "delete from device where device_id = @id", ("@id", child)), cancellationToken: TestContext.Current.CancellationToken);
        await gateway.SendEventAsync(lamp, "$sdk_info", "sdk_info_report", """{"sw_version":"2"}""", objectDeviceId: child);
        Assert.Contains(child, (await lamp.TraceAsync("event.failed")).Because.Sentence(), StringComparison.Ordinal);
        await gateway.PingAsync();
    }

    static (string?, string?, string?) Versions(JsonObject device) =>
        ((string?)device["device_sdk_version"], (string?)device["sw_version"], (string?)device["fw_version"]);
}
