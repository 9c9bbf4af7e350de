using System.Net;
using System.Text.Json.Nodes;
using Dukou.ApplicationSdk;
using Dukou.Server.Tests.Events;
using Dukou.Server.Tests.Messages;

namespace Dukou.Server.Tests.Sdk;

/// <summary>What the platform does with devices by events: configurations, logs and files.</summary>
public sealed class ClientDeviceServiceTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_configuration_goes_down_and_the_device_s_answer_is_shown()
    {
        await using var lamp = await Lamp.StartAsync();
        var client = lamp.Platform.Client;
        await using (var device = await lamp.ConnectAsync())
        {
            var created = await client.CreateDeviceConfigAsync(new() { DeviceId = lamp.DeviceId, ConfigContent = new JsonObject { ["interval"] = 30 } }, Cancelled);
            Assert.Equal("""{"config_content":{"interval":30}}""", (await device.ReadEventAsync(lamp)).Paras.ToJsonString());
            await device.SendEventAsync(lamp, "$device_config", "config_update_response", """{"result_code":0,"description":"applied"}""");
            await Eventually.BecomesTrueAsync(async () => (await client.ShowDeviceConfigAsync(created.ConfigId!, Cancelled)).Status == "SUCCEEDED");
            Assert.Equal("applied", Assert.Single((await client.ListDeviceConfigsAsync(new() { DeviceId = lamp.DeviceId }, Cancelled)).Configs!).Description);
        }
        // A second one, which the device is to get when it comes, is withdrawn before.
        await Eventually.BecomesTrueAsync(async () => (await client.ShowDeviceAsync(lamp.DeviceId, Cancelled)).Status == "OFFLINE");
        var waiting = await client.CreateDeviceConfigAsync(new() { DeviceId = lamp.DeviceId, ConfigContent = new JsonObject { ["interval"] = 60 } }, Cancelled);
        await client.DeleteDeviceConfigAsync(waiting.ConfigId!, Cancelled);
        await using var again = await lamp.ConnectAsync();
        await again.PingAsync();
    }

    [Fact]
    public async Task A_device_is_told_to_log_and_what_it_logged_is_read()
    {
        await using var lamp = await Lamp.StartAsync();
        var client = lamp.Platform.Client;
        await using var device = await lamp.ConnectAsync();
        Assert.Equal("off", (await client.ShowDeviceLogSwitchAsync(lamp.DeviceId, Cancelled)).Switch);
        Assert.True((await client.SetDeviceLogSwitchAsync(lamp.DeviceId, new() { Switch = "on" }, Cancelled)).Told);
        Assert.Equal("on", (string?)(await device.ReadEventAsync(lamp)).Paras["switch"]);
        foreach (var text in new[] { "one", "two", "three" })
        {
            await device.SendEventAckedAsync(lamp, "$log", "log_report", $$"""{"timestamp":"1767323000123","type":"DEVICE_STATUS","content":"{{text}}"}""");
            lamp.Platform.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal("two", (string?)Assert.Single((await client.ListDeviceLogsAsync(lamp.DeviceId, new() { Text = "two" }, Cancelled)).Logs!).Content);
        var all = new List<string?>();
        await foreach (var entry in client.EnumerateDeviceLogsAsync(lamp.DeviceId, new() { Limit = 2 }, Cancelled))
            all.Add((string?)entry.Content);
        Assert.Equal(["three", "two", "one"], all);
    }

    [Fact]
    public async Task A_file_goes_up_and_down_by_the_addresses_that_the_client_gets()
    {
        await using var lamp = await Lamp.StartAsync();
        var client = lamp.Platform.Client;
        using var http = new HttpClient();
        var up = await client.CreateDeviceFileUrlAsync(lamp.DeviceId, new() { FileName = "logs/渡口.log", Method = "PUT", Size = 3 }, Cancelled);
        using (var sent = await http.PutAsync(new Uri(up.Url!), new ByteArrayContent([1, 2, 3]), Cancelled))
            Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        var file = Assert.Single((await client.ListDeviceFilesAsync(lamp.DeviceId, cancellationToken: Cancelled)).Files!);
        Assert.Equal(("logs/渡口.log", 3), (file.FileName, file.Size));
        var down = await client.CreateDeviceFileUrlAsync(lamp.DeviceId, new() { FileName = file.FileName, Method = "GET" }, Cancelled);
        Assert.Equal([1, 2, 3], await http.GetByteArrayAsync(new Uri(down.Url!), Cancelled));
        await client.DeleteDeviceFileAsync(lamp.DeviceId, new() { FileName = file.FileName }, Cancelled);
        Assert.Empty((await client.ListDeviceFilesAsync(lamp.DeviceId, cancellationToken: Cancelled)).Files!);
        using var gone = await http.GetAsync(new Uri(down.Url!), Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_gateway_is_asked_to_look_for_children_and_what_it_found_is_read()
    {
        await using var lamp = await Lamp.StartAsync();
        var client = lamp.Platform.Client;
        await using var gateway = await lamp.ConnectAsync();
        var eventId = (await client.StartSubDeviceScanAsync(lamp.DeviceId, new() { Protocol = "modbus" }, Cancelled)).EventId;
        var asked = await gateway.ReadEventAsync(lamp);
        Assert.Equal((eventId, "modbus"), (asked.EventId, (string?)asked.Paras["protocol"]));
        await gateway.SendEventAsync(lamp, "$sub_device_discovery", "scan_result", """{"devices":[{"node_id":"valve9"}]}""", eventId);
        await gateway.PingAsync();
        await Eventually.BecomesTrueAsync(async () => await FoundAsync() == "valve9");

        async Task<string?> FoundAsync()
        {
            try
            {
                return (string?)Assert.Single((await client.ShowSubDeviceScanAsync(lamp.DeviceId, Cancelled)).Devices!.AsArray())!["node_id"];
            }
            catch (IotdaRequestException missing) when (missing.Status == HttpStatusCode.NotFound)
            {
                return null;
            }
        }
    }
}
