using System.Text.Json.Nodes;

namespace Dukou.Server.Tests.Devices;

public sealed class UnknownDeviceTests
{
    [Fact]
    public async Task Whatever_is_asked_of_a_device_that_is_not_registered_the_answer_is_the_registry_s_404()
    {
        await using var platform = await TestPlatform.StartAsync();
        var (nobody, ours) = (platform.V5 + "devices/nobody", platform.V1 + "devices/nobody");
        (HttpMethod Method, string Path, string? Body)[] calls =
        [
            (HttpMethod.Get, nobody, null),
            (HttpMethod.Put, nobody, """{"device_name":"lamp"}"""),
            (HttpMethod.Delete, nobody, null),
            (HttpMethod.Post, nobody + "/freeze", null),
            (HttpMethod.Post, nobody + "/unfreeze", null),
            (HttpMethod.Get, nobody + "/shadow", null),
            (HttpMethod.Put, nobody + "/shadow", """{"shadow":[{"service_id":"Lamp","desired":{"level":1}}]}"""),
            (HttpMethod.Delete, nobody + "/shadow", null),
            (HttpMethod.Get, nobody + "/messages", null),
            (HttpMethod.Post, nobody + "/messages", """{"message":"hello"}"""),
            (HttpMethod.Get, nobody + "/messages/m1", null),
            (HttpMethod.Post, nobody + "/commands", """{"service_id":"Lamp","command_name":"SET_LEVEL","paras":{}}"""),
            (HttpMethod.Get, nobody + "/properties?service_id=Lamp", null),
            (HttpMethod.Put, nobody + "/properties", """{"services":[{"service_id":"Lamp","properties":{"level":1}}]}"""),
            (HttpMethod.Get, ours + "/history", null),
        ];
        var answers = new List<string>();
        foreach (var (method, path, body) in calls)
        {
            using var answer = await platform.Http.SendJsonAsync(method, path, body);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            answers.Add($"{method} {path}: {(int)answer.StatusCode} {JsonNode.Parse(text)?["error_code"]}");
        }
        Assert.Equal(calls.Select(call => $"{call.Method} {call.Path}: 404 IOTDA.014000"), answers);
    }
}
