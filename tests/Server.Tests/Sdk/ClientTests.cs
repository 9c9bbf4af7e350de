using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Dukou.ApplicationSdk;
using Dukou.ApplicationSdk.Models;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Messages;

namespace Dukou.Server.Tests.Sdk;

/// <summary>The operations of spaces, products, devices and their data once through the client, with their effect seen where it happens; and how the client behaves.</summary>
public sealed class ClientTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    static readonly JsonSerializerOptions WithoutNulls = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    internal static readonly AddProduct Product = new()
    {
        Name = "灯",
        DeviceType = "Lamp",
        ProtocolType = "MQTT",
        DataFormat = "json",
        ServiceCapabilities =
        [
            new() { ServiceId = "Lamp", ServiceType = "Lamp", Properties = [new() { PropertyName = "level", DataType = "int", Min = "0", Max = "100", Method = "RWE" }] },
        ],
    };

    [Fact]
    public async Task Spaces_are_added_listed_renamed_and_deleted()
    {
        await using var platform = await TestPlatform.StartAsync();
        var client = platform.Client;
        var added = await client.AddApplicationAsync(new() { AppName = "house" }, Cancelled);
        Assert.Equal("house", (await client.ShowApplicationAsync(added.AppId!, Cancelled)).AppName);
        Assert.Equal("home", (await client.UpdateApplicationAsync(added.AppId!, new() { AppName = "home" }, Cancelled)).AppName);
        var listed = (await client.ShowApplicationsAsync(cancellationToken: Cancelled)).Applications!;
        Assert.Equal(["home"], listed.Where(space => space.DefaultApp != true).Select(space => space.AppName));
        Assert.Single((await client.ShowApplicationsAsync(new() { DefaultApp = true }, Cancelled)).Applications!);
        await client.DeleteApplicationAsync(added.AppId!, Cancelled);
        Assert.DoesNotContain((await client.ShowApplicationsAsync(cancellationToken: Cancelled)).Applications!, space => space.AppId == added.AppId);
    }

    [Fact]
    public async Task Products_and_their_topics_are_created_read_changed_and_deleted()
    {
        await using var platform = await TestPlatform.StartAsync();
        var client = platform.Client;
        var created = await client.CreateProductAsync(Product, Cancelled);
        Assert.Equal("灯", (await client.ShowProductAsync(created.ProductId!, cancellationToken: Cancelled)).Name);
        Assert.Equal("100", created.ServiceCapabilities![0].Properties![0].Max);
        var updated = await client.UpdateProductAsync(created.ProductId!, new() { Name = "lamp" }, Cancelled);
        Assert.Equal("lamp", updated.Name);
        Assert.Equal("lamp", Assert.Single((await client.ListProductsAsync(new() { ProductName = "lamp" }, Cancelled)).Products!).Name);

        var topic = await client.AddTopicAsync(created.ProductId!, new() { Topic = "wiki", Operation = "ALL" }, cancellationToken: Cancelled);
        Assert.Equal("wiki", Assert.Single((await client.ListTopicsAsync(created.ProductId!, cancellationToken: Cancelled)).Topics!).Topic);
        await client.DeleteTopicAsync(created.ProductId!, topic.TopicId!, cancellationToken: Cancelled);
        Assert.Empty((await client.ListTopicsAsync(created.ProductId!, cancellationToken: Cancelled)).Topics!);

        await client.DeleteProductAsync(created.ProductId!, cancellationToken: Cancelled);
        Assert.Empty((await client.ListProductsAsync(cancellationToken: Cancelled)).Products!);
    }

    [Fact]
    public async Task Devices_are_added_read_changed_barred_and_deleted()
    {
        await using var platform = await TestPlatform.StartAsync();
        var client = platform.Client;
        var product = await client.CreateProductAsync(Product, Cancelled);
        var added = await client.AddDeviceAsync(new() { NodeId = "lamp1", ProductId = product.ProductId!, AuthInfo = new() { Secret = "12345678" }, ExtensionInfo = JsonNode.Parse("""{"shelf":[1,2]}""") }, Cancelled);
        Assert.Equal("""{"shelf":[1,2]}""", (await client.ShowDeviceAsync(added.DeviceId!, Cancelled)).ExtensionInfo!.ToJsonString());
        Assert.Equal("desk", (await client.UpdateDeviceAsync(added.DeviceId!, new() { DeviceName = "desk" }, Cancelled)).DeviceName);

        await client.FreezeDeviceAsync(added.DeviceId!, Cancelled);
        await using (var barred = await platform.ConnectRawAsync())
            Assert.NotEqual(ReasonCode.Success, (await barred.TryConnectDeviceAsync(added.DeviceId!, new() { At = platform.Clock.GetUtcNow() })).Reason);
        await client.UnfreezeDeviceAsync(added.DeviceId!, Cancelled);
        await using (await platform.ConnectDeviceAsync(added.DeviceId!)) { }

        var reset = await client.ResetDeviceSecretAsync(added.DeviceId!, new(), new() { ActionId = "resetSecret" }, Cancelled);
        await using (await platform.ConnectDeviceAsync(added.DeviceId!, new() { Secret = reset.Secret! })) { }
        var fingerprint = new string('a', 40);
        Assert.Equal(fingerprint, (await client.ResetFingerprintAsync(added.DeviceId!, new() { Fingerprint = fingerprint }, Cancelled)).Fingerprint);

        await client.DeleteDeviceAsync(added.DeviceId!, Cancelled);
        var gone = await Assert.ThrowsAsync<IotdaRequestException>(() => client.ShowDeviceAsync(added.DeviceId!, Cancelled));
        Assert.Equal((HttpStatusCode.NotFound, "IOTDA.014000"), (gone.Status, gone.Code));
        Assert.NotNull((await client.ListTracesAsync(new() { RequestId = gone.RequestId }, Cancelled)).Traces!.Single());
    }

    [Fact]
    public async Task A_list_is_enumerated_over_all_its_pages_and_can_be_left_early()
    {
        await using var platform = await TestPlatform.StartAsync();
        var product = await platform.AddProductAsync();
        for (var i = 0; i < 7; i++)
            await platform.AddDeviceAsync(product, $"lamp{i}");
        var all = new List<string?>();
        await foreach (var device in platform.Client.EnumerateDevicesAsync(new() { Limit = 3, Offset = 1 }, Cancelled))
            all.Add(device.NodeId);
        Assert.Equal(["lamp5", "lamp4", "lamp3", "lamp2", "lamp1", "lamp0"], all);
        await foreach (var device in platform.Client.EnumerateDevicesAsync(cancellationToken: Cancelled))
        {
            Assert.Equal("lamp6", device.NodeId);
            break;
        }
        Assert.Equal(7, (await platform.Client.ListDevicesAsync(new() { Limit = 1 }, Cancelled)).Page!.Count);
    }

    [Fact]
    public async Task A_command_reaches_the_device_and_its_answer_the_application()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var sending = lamp.Platform.Client.CreateCommandAsync(lamp.DeviceId, new() { ServiceId = "Lamp", CommandName = "SET_LEVEL", Paras = new JsonObject { ["level"] = 3 } }, Cancelled);
        var command = await device.ReadPublishAsync();
        Assert.Equal("""{"service_id":"Lamp","command_name":"SET_LEVEL","paras":{"level":3}}""", command.Payload);
        await device.PublishAsync(command.Topic.Replace("commands/", "commands/response/", StringComparison.Ordinal), """{"result_code":0,"paras":{"done":true}}""");
        var answer = await sending;
        Assert.Equal((null, true), (answer.ErrorCode, (bool?)answer.Response!["paras"]!["done"]));
    }

    [Fact]
    public async Task Properties_are_set_and_asked_for_at_the_device()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var setting = lamp.Platform.Client.UpdatePropertiesAsync(lamp.DeviceId, new() { Services = JsonNode.Parse("""[{"service_id":"Lamp","properties":{"level":5}}]""") }, Cancelled);
        var set = await device.ReadPublishAsync();
        await device.PublishAsync(set.Topic.Replace("set/", "set/response/", StringComparison.Ordinal), """{"result_code":0}""");
        Assert.Equal(0, (int?)(await setting).Response!["result_code"]);
        var asking = lamp.Platform.Client.ListPropertiesAsync(lamp.DeviceId, new() { ServiceId = "Lamp" }, Cancelled);
        var get = await device.ReadPublishAsync();
        await device.PublishAsync(get.Topic.Replace("get/", "get/response/", StringComparison.Ordinal), """{"services":[{"service_id":"Lamp","properties":{"level":5}}]}""");
        Assert.Equal(5, (int?)(await asking).Response!["services"]![0]!["properties"]!["level"]);
    }

    [Fact]
    public async Task A_message_waits_is_read_and_deleted_or_delivered()
    {
        await using var lamp = await Lamp.StartAsync();
        var client = lamp.Platform.Client;
        var waiting = await client.CreateMessageAsync(lamp.DeviceId, new() { Message = "hello", Name = "greeting" }, Cancelled);
        Assert.Equal("PENDING", (await client.ShowDeviceMessageAsync(lamp.DeviceId, waiting.MessageId!, Cancelled)).Status);
        Assert.Equal("greeting", Assert.Single((await client.ListDeviceMessagesAsync(lamp.DeviceId, Cancelled)).Messages!).Name);
        await client.DeleteDeviceMessageAsync(lamp.DeviceId, waiting.MessageId!, Cancelled);
        await client.CreateMessageAsync(lamp.DeviceId, new() { Message = new JsonObject { ["level"] = 1 } }, Cancelled);
        await using var device = await lamp.ConnectAsync();
        Assert.Equal("""{"level":1}""", (string?)JsonNode.Parse((await device.ReadPublishAsync()).Payload)!["content"]);
    }

    [Fact]
    public async Task A_shadow_is_read_wished_for_and_deleted_and_history_keeps_what_was()
    {
        await using var lamp = await Lamp.StartAsync();
        var client = lamp.Platform.Client;
        await using var device = await lamp.ConnectAsync();
        foreach (var level in new[] { 1, 2, 3 })
            await device.PublishAckedAsync(lamp.ReportTopic, $$$"""{"services":[{"service_id":"Lamp","properties":{"level":{{{level}}}}}]}""");
        Assert.Equal(3, (int?)(await client.ShowDeviceShadowAsync(lamp.DeviceId, Cancelled)).Shadow!.Single().Reported!.Properties!["level"]);
        var wished = await client.UpdateDeviceShadowDesiredDataAsync(lamp.DeviceId, new() { Shadow = [new() { ServiceId = "Lamp", Desired = new JsonObject { ["level"] = 9 } }] }, Cancelled);
        Assert.Equal(9, (int?)wished.Shadow!.Single().Desired!.Properties!["level"]);
        await client.DeleteDeviceShadowAsync(lamp.DeviceId, Cancelled);
        Assert.Empty((await client.ShowDeviceShadowAsync(lamp.DeviceId, Cancelled)).Shadow!);

        var levels = new List<int?>();
        await foreach (var report in client.EnumerateDeviceHistoryAsync(lamp.DeviceId, new() { ServiceId = "Lamp", Limit = 2 }, Cancelled))
            levels.Add((int?)report.Properties!["level"]);
        Assert.Equal([3, 2, 1], levels);
        Assert.Equal(2, (await client.ShowDeviceHistoryAsync(lamp.DeviceId, new() { Limit = 2 }, Cancelled)).Page!.Count);
    }

    [Fact]
    public async Task Nothing_of_an_answer_is_lost_in_a_record()
    {
        await using var lamp = await Lamp.StartAsync();
        var client = lamp.Platform.Client;
        await client.AddTopicAsync(lamp.ProductId, new() { Topic = "wiki", Operation = "ALL" }, cancellationToken: Cancelled);
        await client.CreateMessageAsync(lamp.DeviceId, new() { Message = "hello", Topic = "wiki", Properties = new() { CorrelationData = "c", ResponseTopic = "r" } }, Cancelled);
        await using (var device = await lamp.ConnectAsync())
            await device.PublishAckedAsync(lamp.ReportTopic, """{"services":[{"service_id":"Lamp","properties":{"level":1}}]}""");
        await client.UpdateDeviceShadowDesiredDataAsync(lamp.DeviceId, new() { Shadow = [new() { ServiceId = "Lamp", Desired = new JsonObject { ["level"] = 9 } }] }, Cancelled);

        await SameAsync($"products/{lamp.ProductId}", await client.ShowProductAsync(lamp.ProductId, cancellationToken: Cancelled));
        await SameAsync("products", await client.ListProductsAsync(cancellationToken: Cancelled));
        await SameAsync($"devices/{lamp.DeviceId}", await client.ShowDeviceAsync(lamp.DeviceId, Cancelled));
        await SameAsync("devices", await client.ListDevicesAsync(cancellationToken: Cancelled));
        await SameAsync($"devices/{lamp.DeviceId}/shadow", await client.ShowDeviceShadowAsync(lamp.DeviceId, Cancelled));
        await SameAsync($"devices/{lamp.DeviceId}/messages", await client.ListDeviceMessagesAsync(lamp.DeviceId, Cancelled));
        await SameAsync("apps", await client.ShowApplicationsAsync(cancellationToken: Cancelled));

        async Task SameAsync<T>(string path, T record)
        {
            var wire = await client.SendAsync(HttpMethod.Get, "/v5/iot/{project_id}/" + path, cancellationToken: Cancelled);
            var kept = JsonSerializer.SerializeToNode(record, WithoutNulls);
            Assert.True(JsonNode.DeepEquals(wire, kept), $"{path}: {wire} became {kept}");
        }
    }

    [Fact]
    public async Task Access_keys_are_made_used_listed_and_deleted()
    {
        await using var platform = await TestPlatform.StartAsync();
        var made = await platform.Client.CreateAccessKeyAsync(new() { Description = "ci" }, Cancelled);
        var key = new AccessKeyCredentials(made.AccessKey!, made.SecretKey!, platform.ProjectId, Region: "cn-north-4");
        using var other = new ApplicationClient(platform.Platform.Http!, key, platform.Clock);
        Assert.Contains((await other.ListAccessKeysAsync(Cancelled)).AccessKeys!, found => found.Description == "ci");
        await platform.Client.DeleteAccessKeyAsync(made.AccessKey!, Cancelled);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Assert.ThrowsAsync<IotdaRequestException>(() => other.ListAccessKeysAsync(Cancelled))).Status);
    }

    [Fact]
    public async Task Traces_are_followed_from_the_call_on_in_the_language_asked_for()
    {
        await using var lamp = await Lamp.StartAsync();
        using var stream = await lamp.Platform.Client.StreamTracesAsync(new() { DeviceId = lamp.DeviceId, Lang = "zh" }, Cancelled);
        await using var device = await lamp.ConnectAsync();
        await foreach (var happened in ApplicationClient.ReadTracesAsync(stream, Cancelled))
        {
            Assert.Equal((0, "connection", lamp.DeviceId), (happened.Missed, happened.Entry!.Kind, happened.Entry.DeviceId));
            Assert.Contains(happened.Entry.Sentence!, letter => letter > 0x4E00);
            break;
        }
        var read = new List<string?>();
        await foreach (var entry in lamp.Platform.Client.EnumerateTracesAsync(new() { DeviceId = lamp.DeviceId, Kind = "connection" }, Cancelled))
            read.Add(entry.Outcome);
        Assert.NotEmpty(read);
    }

    [Fact]
    public async Task A_backup_comes_as_a_stream()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var backup = await platform.Client.CreateBackupAsync(Cancelled);
        var head = new byte[2];
        await using var content = await backup.Content.ReadAsStreamAsync(Cancelled);
        await content.ReadExactlyAsync(head, Cancelled);
        Assert.Equal("PK", Encoding.ASCII.GetString(head));
    }

    [Fact]
    public async Task A_password_gives_a_token_that_the_client_then_shows()
    {
        await using var platform = await TestPlatform.StartAsync();
        var token = await ApplicationClient.SignInAsync(platform.Platform.Http!, "dukou", "admin", platform.Account.Password!, cancellationToken: Cancelled);
        using var client = new ApplicationClient(platform.Platform.Http!, token, platform.Clock);
        Assert.Empty((await client.ListProductsAsync(cancellationToken: Cancelled)).Products!);
        Assert.DoesNotContain(token.Token, token.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_says_success_and_is_no_JSON_is_an_error_of_its_own()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var client = new ApplicationClient(platform.Platform.Http!, platform.Client.Credentials, platform.Clock, new Page("<html>"));
        var failure = await Assert.ThrowsAsync<IotdaRequestException>(() => client.ListProductsAsync(cancellationToken: Cancelled));
        Assert.Equal(IotdaRequestException.UnreadableCode, failure.Code);
    }

    [Fact]
    public async Task Giving_up_is_told_as_such()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        using var patience = new CancellationTokenSource();
        var sending = lamp.Platform.Client.CreateCommandAsync(lamp.DeviceId, new() { Paras = new JsonObject() }, patience.Token);
        await device.ReadPublishAsync();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    /// <summary>What a proxy between client and platform does at its worst.</summary>
    sealed class Page(string content) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(content) });
    }
}
