using System.Net;
using System.Text.Json.Nodes;
using Dukou.Server.Tests.Devices;

namespace Dukou.Server.Tests.Provisioning;

/// <summary>Which devices a registration group has activated.</summary>
public sealed class ActivatedDeviceTests
{
    [Fact]
    [Shows("ListRegistrationGroupDevices", AfterRestart = true)]
    public async Task They_are_listed_page_by_page_the_last_one_first_with_their_status()
    {
        await using var pumps = await Pumps.StartAsync();
        await pumps.Platform.AddDeviceAsync(Pumps.Product, "pump-01", """{"secret":"own-secret-1"}""");
        await pumps.Platform.AddDeviceAsync(Pumps.Product, "pump-00", """{"secret":"own-secret-0"}""");
        foreach (var deviceId in new[] { "demo_pump-01", "pump-02", "pump-03" })
        {
            await pumps.ActivateAsync(deviceId);
            pumps.Platform.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        await pumps.GoOnlineAsync("demo_pump-01", "own-secret-1");
        // Again before it has been online: the same device, activated later.
        await pumps.ActivateAsync("pump-02");
        await pumps.Platform.RestartAsync();

        var first = await ListAsync(pumps, "?limit=2");
        Assert.Equal(3, (int)first["page"]!["count"]!);
        Assert.Equal(["pump-02 INACTIVE 2026-01-02T03:04:08.000Z", "pump-03 INACTIVE 2026-01-02T03:04:07.000Z"], Lines(first));
        Assert.Equal(["demo_pump-01 OFFLINE 2026-01-02T03:04:05.000Z"], Lines(await ListAsync(pumps, "?limit=2&marker=" + first["page"]!["marker"])));
    }

    [Fact]
    public async Task One_that_is_refused_is_not_among_them_and_one_that_is_deleted_goes()
    {
        await using var pumps = await Pumps.StartAsync();
        await pumps.ActivateAsync("pump-01");
        await pumps.Platform.Http.SendJsonAsync(HttpMethod.Post, $"{pumps.Platform.V5}devices/pump-01/freeze").DoneAsync();
        var other = await Pumps.CreateAsync(pumps.Platform, ",\"secure_access\":false");
        Assert.NotNull((await pumps.ActivateAsync("pump-01"))["errorCode"]);
        Assert.Equal(0, (int)(await pumps.Platform.Http.GetJsonAsync($"{pumps.Platform.V1}registration-groups/{other["group_id"]}/devices"))["page"]!["count"]!);
        Assert.Single(Lines(await ListAsync(pumps, "")));
        await pumps.Platform.Http.SendJsonAsync(HttpMethod.Delete, $"{pumps.Platform.V5}devices/pump-01").DoneAsync();
        Assert.Empty(Lines(await ListAsync(pumps, "")));
        await pumps.Platform.Http.SendJsonAsync(HttpMethod.Delete, pumps.Path).DoneAsync();
        await pumps.Platform.Http.SendJsonAsync(HttpMethod.Get, pumps.Path + "/devices").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
    }

    static Task<JsonObject> ListAsync(Pumps pumps, string query) => pumps.Platform.Http.GetJsonAsync($"{pumps.Path}/devices{query}");

    static IEnumerable<string> Lines(JsonObject list) => list["devices"]!.AsArray().Select(device => $"{device!["device_id"]} {device["status"]} {device["activation_time"]}");
}
