using System.Net;
using System.Text.Json.Nodes;
using Dukou.Server.Tests.Messages;

namespace Dukou.Server.Tests.DeviceProperties;

public sealed class PropertyCallTests
{
    const string Level = """{"services":[{"service_id":"Lamp","properties":{"level":5}}]}""";

    [Fact]
    [Shows("UpdateProperties")]
    [ShowsTopic("sys/properties/set/request_id={r}", "sys/properties/set/response/request_id={r}")]
    public async Task A_property_is_set_on_the_device_and_its_answer_comes_back()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var answer = SetAsync(lamp, Level);
        var set = await device.ReadPublishAsync();
        var requestId = set.Topic.Split("request_id=")[1];
        Assert.Equal($"$oc/devices/{lamp.DeviceId}/sys/properties/set/request_id={requestId}", set.Topic);
        Assert.Equal(Level, set.Payload);
        await device.PublishAsync(set.Topic.Replace("set/", "set/response/", StringComparison.Ordinal), """{"result_code":0,"result_desc":"applied"}""");
        Assert.Equal($$$"""{"request_id":"{{{requestId}}}","response":{"result_code":0,"result_desc":"applied"}}""", (await (await answer).JsonAsync()).ToJsonString());
        // Only a report changes what the shadow says.
        Assert.Empty((await lamp.Platform.Http.GetJsonAsync($"{lamp.Path}/shadow"))["shadow"]!.AsArray());
    }

    [Fact]
    [Shows("ListProperties")]
    [ShowsTopic("sys/properties/get/request_id={r}", "sys/properties/get/response/request_id={r}")]
    public async Task Properties_are_asked_of_the_device()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var answer = GetAsync(lamp, "?service_id=Lamp");
        var get = await device.ReadPublishAsync();
        Assert.StartsWith($"$oc/devices/{lamp.DeviceId}/sys/properties/get/request_id=", get.Topic, StringComparison.Ordinal);
        Assert.Equal("""{"service_id":"Lamp"}""", get.Payload);
        await device.PublishAsync(get.Topic.Replace("get/", "get/response/", StringComparison.Ordinal), Level);
        Assert.Equal(5, (int)(await (await answer).JsonAsync())["response"]!["services"]![0]!["properties"]!["level"]!);
    }

    [Theory]
    [InlineData("""{"services":[{"service_id":"Lamp","properties":{"levle":5}}]}""", HttpStatusCode.BadRequest, "IOTDA.013002", "did you mean `level`")]
    [InlineData("""{"services":[{"service_id":"Lump","properties":{"level":5}}]}""", HttpStatusCode.BadRequest, "IOTDA.013002", "did you mean `Lamp`")]
    [InlineData("""{"services":[{"service_id":"Lamp","properties":{"name":"a"}}]}""", HttpStatusCode.NotFound, "IOTDA.000029", "`name` is not writable")]
    [InlineData("""{"services":[{"service_id":"Lamp","properties":{"level":500}}]}""", HttpStatusCode.BadRequest, "IOTDA.000006", "`level`")]
    [InlineData("""{"services":[{"service_id":"Lamp"}]}""", HttpStatusCode.BadRequest, "IOTDA.000006", "`properties`")]
    [InlineData("""{"services":[]}""", HttpStatusCode.BadRequest, "IOTDA.000006", "services: is required")]
    [InlineData("{}", HttpStatusCode.BadRequest, "IOTDA.000006", "services: is required")]
    public async Task What_does_not_fit_the_model_never_reaches_the_device(string body, HttpStatusCode status, string code, string expected)
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        Assert.Contains(expected, await SetAsync(lamp, body).RefusedAsync(status, code), StringComparison.Ordinal);
        await device.PingAsync();
    }

    [Fact]
    public async Task The_service_must_be_named()
    {
        await using var lamp = await Lamp.StartAsync();
        Assert.Contains("service_id: is required", await GetAsync(lamp, "").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_that_is_offline_is_refused()
    {
        await using var lamp = await Lamp.StartAsync();
        await SetAsync(lamp, Level).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.014016");
        await GetAsync(lamp, "?service_id=Lamp").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.014016");
    }

    [Fact]
    [ShowsLimit("RequestTimeout")]
    public async Task After_20_seconds_the_caller_learns_that_there_was_no_answer_and_a_late_one_is_traced()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var setting = SetAsync(lamp, Level);
        var set = await device.ReadPublishAsync();
        lamp.Platform.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("IOTDA.014111", (string?)(await (await setting).JsonAsync())["error_code"]);
        await device.PublishAckedAsync(set.Topic.Replace("set/", "set/response/", StringComparison.Ordinal), """{"result_code":0}""");
        Assert.Equal(set.Topic.Split("request_id=")[1], (await lamp.TraceAsync("uplink.nobody_waits")).RequestId);
        var getting = GetAsync(lamp, "?service_id=Lamp");
        await device.ReadPublishAsync();
        lamp.Platform.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("IOTDA.014111", (string?)(await (await getting).JsonAsync())["error_code"]);
    }

    [Fact]
    [Shows("ListProperties")]
    public async Task A_child_is_asked_through_its_gateway()
    {
        await using var lamp = await Lamp.StartAsync();
        var child = await lamp.AddChildAsync();
        await using var gateway = await lamp.ConnectAsync();
        var answer = lamp.Platform.Http.SendJsonAsync(HttpMethod.Put, $"{lamp.Platform.V5}devices/{child}/properties", Level);
        var set = await gateway.ReadPublishAsync();
        Assert.StartsWith($"$oc/devices/{lamp.DeviceId}/sys/properties/set/", set.Topic, StringComparison.Ordinal);
        Assert.Equal(child, (string?)JsonNode.Parse(set.Payload)!["object_device_id"]);
        await gateway.PublishAsync(set.Topic.Replace("set/", "set/response/", StringComparison.Ordinal), """{"result_code":0}""");
        Assert.Equal(0, (int)(await (await answer).JsonAsync())["response"]!["result_code"]!);
    }

    static Task<HttpResponseMessage> SetAsync(Lamp lamp, string body) => lamp.Platform.Http.SendJsonAsync(HttpMethod.Put, $"{lamp.Path}/properties", body);

    static Task<HttpResponseMessage> GetAsync(Lamp lamp, string query) => lamp.Platform.Http.SendJsonAsync(HttpMethod.Get, $"{lamp.Path}/properties{query}");
}
