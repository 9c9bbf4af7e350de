using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dukou.Server.Devices;
using Dukou.Server.Shadows;
using Dukou.Server.Tests.Messages;

namespace Dukou.Server.Tests.Shadows;

public sealed class DeviceShadowTests
{
    [Fact]
    public async Task What_devices_report_of_the_platform_s_own_services_is_bounded()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var services = Enumerable.Range(0, ShadowRow.OwnServicesMax + 10).Select(i => Own($"$s{i}", 1));
        await device.PublishAckedAsync(lamp.ReportTopic, $$"""{"services":[{{string.Join(',', services)}}]}""");
        await Eventually.BecomesTrueAsync(async () => (await lamp.ShadowAsync())["shadow"]!.AsArray().Count == ShadowRow.OwnServicesMax);
        var kept = (string)(await lamp.ShadowAsync())["shadow"]![0]!["service_id"]!;
        await device.PublishAckedAsync(lamp.ReportTopic, $$"""{"services":[{{Own(kept, ShadowRow.OwnPropertiesMax + 10)}}]}""");
        await lamp.RestartAsync();
        var properties = (await lamp.ShadowAsync())["shadow"]!.AsArray().Single(service => (string?)service!["service_id"] == kept)!["reported"]!["properties"]!.AsObject();
        Assert.Equal((ShadowRow.OwnPropertiesMax, "p10"), (properties.Count, properties.First().Key));

        static string Own(string service, int properties) =>
            $$$"""{"service_id":"{{{service}}}","properties":{{{{string.Join(',', Enumerable.Range(0, properties).Select(i => $"\"p{i}\":{i}"))}}}}}""";
    }

    [Fact]
    [Shows("ShowDeviceShadow", "UpdateDeviceShadowDesiredData", AfterRestart = true)]
    [ShowsTopic("sys/properties/report")]
    public async Task The_shadow_shows_what_was_reported_and_what_is_desired_also_after_a_restart()
    {
        await using var lamp = await Lamp.StartAsync();
        await using (var device = await lamp.ConnectAsync())
            await device.PublishAckedAsync(lamp.ReportTopic, """{"services":[{"service_id":"Lamp","properties":{"level":7,"name":"hall"},"event_time":"20260102T030000Z"}]}""");
        await lamp.DesireAsync("""{"shadow":[{"service_id":"Lamp","desired":{"level":9}}]}""");
        var expected = $$"""
            {"device_id":"{{lamp.DeviceId}}","shadow":[{"service_id":"Lamp","desired":{"properties":{"level":9},"event_time":"20260102T030405Z"},"reported":{"properties":{"level":7,"name":"hall"},"event_time":"20260102T030000Z"},"version":2}]}
            """;
        Assert.Equal(expected, (await lamp.ShadowAsync()).ToJsonString());
        await lamp.RestartAsync();
        Assert.Equal(expected, (await lamp.ShadowAsync()).ToJsonString());
    }

    [Fact]
    [Shows("UpdateDeviceShadowDesiredData", AfterRestart = true)]
    public async Task Desired_is_merged_property_by_property_and_null_takes_one_away()
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.DesireAsync("""{"shadow":[{"service_id":"Lamp","desired":{"level":1,"name":"a"}}]}""");
        await lamp.DesireAsync("""{"shadow":[{"service_id":"Lamp","desired":{"level":2}}]}""");
        Assert.Equal("""{"level":2,"name":"a"}""", await DesiredAsync(lamp));
        await lamp.DesireAsync("""{"shadow":[{"service_id":"Lamp","desired":{"name":null}}]}""");
        Assert.Equal("""{"level":2}""", await DesiredAsync(lamp));
        await lamp.DesireAsync("""{"shadow":[{"service_id":"Lamp","desired":{}}]}""");
        await lamp.RestartAsync();
        Assert.Null(await DesiredAsync(lamp));
        Assert.Equal(4, (int)(await lamp.ShadowAsync())["shadow"]![0]!["version"]!);
    }

    [Fact]
    public async Task A_change_of_another_version_is_a_conflict_and_changes_nothing()
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.DesireAsync("""{"shadow":[{"service_id":"Lamp","desired":{"level":1},"version":0}]}""");
        await lamp.DesireAsync("""{"shadow":[{"service_id":"Lamp","desired":{"level":2},"version":1}]}""");
        Assert.Contains("version 2, not 1", await lamp.TryDesireAsync("""{"shadow":[{"service_id":"Other","desired":{"a":1}},{"service_id":"Lamp","desired":{"level":3},"version":1}]}""")
            .RefusedAsync(HttpStatusCode.Conflict, "IOTDA.000006"), StringComparison.Ordinal);
        var service = Assert.Single((await lamp.ShadowAsync())["shadow"]!.AsArray())!;
        Assert.Equal(2, (int)service["desired"]!["properties"]!["level"]!);
    }

    [Theory]
    [InlineData("""{"shadow":[{"service_id":"Lamp","desired":{"a.b":1}}]}""", "`a.b`")]
    [InlineData("""{"shadow":[{"service_id":"Lamp","desired":{"$a":1}}]}""", "`$a`")]
    [InlineData("""{"shadow":[{"service_id":"Lamp","desired":{"nested":{"b":1}}}]}""", "one level of keys")]
    [InlineData("""{"shadow":[{"service_id":"Lamp","desired":{"level":101}}]}""", "`level`")]
    [InlineData("""{"shadow":[{"service_id":"Lamp","desired":[]}]}""", "shadow[0].desired: is required and must be an object")]
    [InlineData("""{"shadow":[{"desired":{}}]}""", "shadow[0].service_id: is required")]
    [InlineData("""{"shadow":[{"service_id":"Lamp","desired":{}},{"service_id":"Lamp","desired":{}}]}""", "shadow[1].service_id: is named twice")]
    [InlineData("""{"shadow":[{"service_id":"Lamp","desired":{},"version":-1}]}""", "shadow[0].version:")]
    [InlineData("""{"shadow":[]}""", "shadow: is required")]
    [InlineData("{}", "shadow: is required")]
    public async Task What_a_shadow_can_not_hold_is_refused(string body, string expected)
    {
        await using var lamp = await Lamp.StartAsync();
        Assert.Contains(expected, await lamp.TryDesireAsync(body).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"), StringComparison.Ordinal);
        Assert.Empty((await lamp.ShadowAsync())["shadow"]!.AsArray());
    }

    [Fact]
    [Shows("DeleteDeviceShadow", AfterRestart = true)]
    public async Task A_deleted_shadow_is_empty_and_stays_so()
    {
        await using var lamp = await Lamp.StartAsync();
        await using (var device = await lamp.ConnectAsync())
            await device.PublishAckedAsync(lamp.ReportTopic, """{"services":[{"service_id":"Lamp","properties":{"level":7}}]}""");
        await lamp.DesireAsync("""{"shadow":[{"service_id":"Lamp","desired":{"level":9}}]}""");
        using (var answer = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Delete, $"{lamp.Path}/shadow"))
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Empty((await lamp.ShadowAsync())["shadow"]!.AsArray());
        await lamp.RestartAsync();
        Assert.Empty((await lamp.ShadowAsync())["shadow"]!.AsArray());
        await using var again = await lamp.ConnectAsync();
        await again.PingAsync();
    }

    [Fact]
    public async Task A_new_device_starts_with_what_is_desired_at_first_and_its_shadow_goes_with_it()
    {
        await using var lamp = await Lamp.StartAsync();
        var body = $$$"""{"node_id":"lamp2","product_id":"{{{lamp.ProductId}}}","auth_info":{"secret":"12345678"},"shadow":[{"service_id":"Lamp","desired":{"level":4}}]}""";
        var second = (string)(await lamp.Platform.PostAsync(lamp.Platform.V5 + "devices", body))["device_id"]!;
        await lamp.RestartAsync();
        var path = $"{lamp.Platform.V5}devices/{second}";
        Assert.Equal(4, (int)(await lamp.Platform.Http.GetJsonAsync(path + "/shadow"))["shadow"]![0]!["desired"]!["properties"]!["level"]!);
        await using (var device = await lamp.Platform.ConnectDeviceAsync(second))
            Assert.Equal("""{"services":[{"service_id":"Lamp","properties":{"level":4}}]}""", (await device.ReadPublishAsync()).Payload);
        using (var answer = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Delete, path))
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await lamp.Platform.Http.SendJsonAsync(HttpMethod.Get, path + "/shadow").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
        await lamp.Platform.AddDeviceAsync(lamp.ProductId, "lamp2");
        Assert.Empty((await lamp.Platform.Http.GetJsonAsync(path + "/shadow"))["shadow"]!.AsArray());
    }

    [Fact]
    public async Task What_is_desired_at_first_survives_a_process_that_ends_right_after_the_registration()
    {
        await using var lamp = await Lamp.StartAsync();
        var store = lamp.Platform.Service<DeviceStore>();
        var first = await store.GetAsync(lamp.DeviceId);
        // What AddDevice stores; then nobody is left to tell the shadows.
        await store.InsertAsync(new Device("second", first.AppId, first.ProductId, "second", first.CreateTime), [new("Lamp", JsonElement.Parse("""{"level":4}"""))],
            TestContext.Current.CancellationToken);
        await lamp.RestartAsync();
        Assert.Equal(4, await LevelAsync(lamp, "second"));

        using (var answer = await lamp.Platform.Http.SendJsonAsync(HttpMethod.Put, $"{lamp.Platform.V5}devices/second/shadow", """{"shadow":[{"service_id":"Lamp","desired":{"level":9}}]}"""))
            await answer.JsonAsync();
        await lamp.RestartAsync();
        Assert.Equal(9, await LevelAsync(lamp, "second"));
    }

    [Fact]
    public async Task A_process_that_ends_right_after_a_deletion_leaves_no_shadow_to_the_next_device_of_that_id()
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.DesireAsync("""{"shadow":[{"service_id":"Lamp","desired":{"level":9}}]}""");
        await lamp.Platform.Service<DeviceStore>().DeleteAsync(lamp.DeviceId, _ => true, _ => { }, TestContext.Current.CancellationToken);
        await lamp.RestartAsync();
        Assert.Empty(await lamp.Platform.Service<ShadowStore>().ReadAsync(lamp.DeviceId));
        await lamp.Platform.AddDeviceAsync(lamp.ProductId);
        Assert.Empty((await lamp.ShadowAsync())["shadow"]!.AsArray());
    }

    static async Task<int> LevelAsync(Lamp lamp, string deviceId) =>
        (int)(await lamp.Platform.Http.GetJsonAsync($"{lamp.Platform.V5}devices/{deviceId}/shadow"))["shadow"]![0]!["desired"]!["properties"]!["level"]!;

    static async Task<string?> DesiredAsync(Lamp lamp) => (await lamp.ShadowAsync())["shadow"]![0]!["desired"]?["properties"]?.ToJsonString();
}

/// <summary>What applications do with a lamp's shadow.</summary>
static class ShadowCalls
{
    public static Task<JsonObject> ShadowAsync(this Lamp lamp) => lamp.Platform.Http.GetJsonAsync($"{lamp.Path}/shadow");

    public static Task<HttpResponseMessage> TryDesireAsync(this Lamp lamp, string body) => lamp.Platform.Http.SendJsonAsync(HttpMethod.Put, $"{lamp.Path}/shadow", body);

    public static async Task<JsonObject> DesireAsync(this Lamp lamp, string body)
    {
        using var answer = await lamp.TryDesireAsync(body);
        return await answer.JsonAsync();
    }
}
