using System.Net;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Messages;

namespace Dukou.Server.Tests.Products;

public sealed class ProductTopicTests
{
    [Fact]
    [Shows("AddTopic", AfterRestart = true)]
    [ShowsTopic("user/{suffix}")]
    public async Task A_message_goes_down_on_a_declared_topic()
    {
        await using var lamp = await Lamp.StartAsync();
        await AddAsync(lamp, "config/set", "SUBSCRIBE");
        await lamp.RestartAsync();
        await using var device = await lamp.ConnectAsync();
        Assert.Equal([ReasonCode.Success], await device.SubscribeAsync(User(lamp, "config/set")));
        await lamp.SendAsync("""{"message":"a","payload_format":"raw","topic":"config/set"}""");
        Assert.Equal(User(lamp, "config/set"), (await device.ReadPublishAsync()).Topic);
        Assert.Equal("config/set", (string?)(await lamp.MessagesAsync())[0]!["topic"]);
    }

    [Fact]
    [Shows("AddTopic")]
    [ShowsTopic("user/{suffix}")]
    public async Task A_device_publishes_only_on_topics_declared_for_it()
    {
        await using var lamp = await Lamp.StartAsync();
        await AddAsync(lamp, "data", "PUBLISH");
        await AddAsync(lamp, "config", "SUBSCRIBE");
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync(User(lamp, "data"), "1")).Reason);
        Assert.Equal(ReasonCode.NotAuthorized, (await device.PublishAckedAsync(User(lamp, "config"), "1")).Reason);
        Assert.Equal(ReasonCode.NotAuthorized, (await device.PublishAckedAsync(User(lamp, "Data"), "1")).Reason);
        Assert.Equal(ReasonCode.NotAuthorized, (await device.PublishAckedAsync("$oc/devices/another/user/data", "1")).Reason);
    }

    [Fact]
    [Shows("AddTopic")]
    public async Task A_device_subscribes_only_to_topics_declared_for_it()
    {
        await using var lamp = await Lamp.StartAsync();
        await AddAsync(lamp, "data", "PUBLISH");
        await AddAsync(lamp, "config/set", "ALL");
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        Assert.Equal([ReasonCode.Success], await device.SubscribeAsync(User(lamp, "config/+")));
        Assert.Equal([ReasonCode.NotAuthorized], await device.SubscribeAsync(User(lamp, "data")));
        Assert.Equal([ReasonCode.NotAuthorized], await device.SubscribeAsync("$oc/devices/another/user/config/set"));
    }

    [Fact]
    [Shows("DeleteTopic", AfterRestart = true)]
    public async Task A_topic_that_is_taken_back_is_refused_at_once()
    {
        await using var lamp = await Lamp.StartAsync();
        var topicId = await AddAsync(lamp, "data", "ALL");
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync(User(lamp, "data"), "1")).Reason);
        using (var answer = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Delete, $"{Topics(lamp)}/{topicId}"))
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(ReasonCode.NotAuthorized, (await device.PublishAckedAsync(User(lamp, "data"), "1")).Reason);
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Delete, $"{Topics(lamp)}/{topicId}").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
        await lamp.RestartAsync();
        Assert.Empty((await lamp.Platform.Http.GetJsonAsync(Topics(lamp)))["topics"]!.AsArray());
    }

    [Fact]
    [Shows("ListTopics", AfterRestart = true)]
    public async Task Topics_are_listed_as_declared_and_survive_a_restart()
    {
        await using var lamp = await Lamp.StartAsync();
        var topicId = await AddAsync(lamp, "data", "PUBLISH");
        await lamp.RestartAsync();
        Assert.Equal($$"""{"topics":[{"topic_id":"{{topicId}}","topic":"data","operation":"PUBLISH","description":"a note","create_time":"20260102T030405Z"}]}""",
            (await lamp.Platform.Http.GetJsonAsync(Topics(lamp))).ToJsonString());
    }

    [Theory]
    [InlineData("/data")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a/+")]
    [InlineData("灯")]
    [InlineData("${deviceId}")]
    public async Task A_suffix_that_can_be_no_topic_is_refused(string suffix)
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, Topics(lamp), $$"""{"topic":"{{suffix}}","operation":"ALL"}""").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
    }

    [Fact]
    [ShowsLimit("ProductTopicsMax")]
    public async Task A_product_has_at_most_50_topics_and_each_once()
    {
        await using var lamp = await Lamp.StartAsync();
        for (var i = 0; i < 50; i++)
            await AddAsync(lamp, $"t{i}", "ALL");
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, Topics(lamp), """{"topic":"t0","operation":"ALL"}""").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, Topics(lamp), """{"topic":"more","operation":"ALL"}""").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, Topics(lamp), $$"""{"topic":"{{new string('a', 129)}}","operation":"READ"}""")
            .RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
    }

    static string Topics(Lamp lamp) => $"{lamp.Platform.V1}products/{lamp.ProductId}/topics";

    static string User(Lamp lamp, string suffix) => $"$oc/devices/{lamp.DeviceId}/user/{suffix}";

    static async Task<string> AddAsync(Lamp lamp, string suffix, string operation)
    {
        using var answer = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Post, Topics(lamp), $$"""{"topic":"{{suffix}}","operation":"{{operation}}","description":"a note"}""");
        return (string)(await answer.JsonAsync(HttpStatusCode.Created))["topic_id"]!;
    }
}
