using System.Net;
using System.Text.Json.Nodes;

namespace Dukou.Server.Tests.Devices;

/// <summary>Short forms for tests that need spaces, products and devices; all over REST.</summary>
static class RegistryCalls
{
    public static async Task<string> AddSpaceAsync(this TestPlatform platform, string name) =>
        (string)(await (await platform.SendPostAsync("apps", new() { ["app_name"] = name })).JsonAsync(HttpStatusCode.Created))["app_id"]!;

    /// <summary>Creates a product with one service <c>Lamp</c> and answers its id.</summary>
    public static async Task<string> CreateProductAsync(this TestPlatform platform, Action<JsonObject>? change = null)
    {
        var body = LampProduct();
        change?.Invoke(body);
        return (string)(await (await platform.SendPostAsync("products", body)).JsonAsync(HttpStatusCode.Created))["product_id"]!;
    }

    public static async Task<JsonObject> CreateDeviceAsync(this TestPlatform platform, string productId, string nodeId, Action<JsonObject>? change = null)
    {
        var body = new JsonObject { ["product_id"] = productId, ["node_id"] = nodeId };
        change?.Invoke(body);
        return await (await platform.SendPostAsync("devices", body)).JsonAsync(HttpStatusCode.Created);
    }

    public static JsonObject LampProduct() => JsonNode.Parse("""
        {"name":"Lamp","device_type":"Light","protocol_type":"MQTT","data_format":"json","manufacturer_name":"Own","industry":"Home","description":"A lamp, 一盏灯",
         "service_capabilities":[{"service_id":"Lamp","service_type":"Lamp","properties":[
            {"property_name":"level","data_type":"int","method":"RW","min":"0","max":"100","default_value":30},
            {"property_name":"colour","data_type":"string","method":"R","max_length":16}],
          "commands":[{"command_name":"BLINK","paras":[{"para_name":"times","data_type":"int","required":true}],"responses":[]}]}]}
        """)!.AsObject();

    public static Task<HttpResponseMessage> SendPostAsync(this TestPlatform platform, string path, JsonObject? body = null) =>
        platform.Http.SendJsonAsync(HttpMethod.Post, platform.V5 + path, body?.ToJsonString());

    public static Task<HttpResponseMessage> SendPutAsync(this TestPlatform platform, string path, JsonObject body) =>
        platform.Http.SendJsonAsync(HttpMethod.Put, platform.V5 + path, body.ToJsonString());

    public static Task<HttpResponseMessage> SendDeleteAsync(this TestPlatform platform, string path) => platform.Http.SendJsonAsync(HttpMethod.Delete, platform.V5 + path);

    public static Task<HttpResponseMessage> SendGetAsync(this TestPlatform platform, string path) => platform.Http.SendJsonAsync(HttpMethod.Get, platform.V5 + path);

    public static Task<JsonObject> ShowAsync(this TestPlatform platform, string path) => platform.Http.GetJsonAsync(platform.V5 + path);

    /// <summary>The status must be 204 and the body empty.</summary>
    public static async Task DoneAsync(this Task<HttpResponseMessage> sending)
    {
        using var answer = await sending;
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    public static string[] Texts(this JsonObject page, string list, string member) => [.. page[list]!.AsArray().Select(item => (string)item![member]!)];

    /// <summary>Reads all pages of ten by marker; each must say the same count.</summary>
    public static async Task<List<string>> ReadPagesAsync(this TestPlatform platform, string path, string list, string member, int expectedCount)
    {
        var all = new List<string>();
        var marker = "";
        while (true)
        {
            var page = await platform.ShowAsync($"{path}{(path.Contains('?') ? '&' : '?')}limit=10{marker}");
            Assert.Equal(expectedCount, (int)page["page"]!["count"]!);
            var texts = page.Texts(list, member);
            Assert.True(texts.Length <= 10);
            if (texts.Length == 0)
                return all;
            all.AddRange(texts);
            Assert.Matches("^[0-9a-f]{24}$", (string)page["page"]!["marker"]!);
            marker = $"&marker={(string)page["page"]!["marker"]!}";
        }
    }
}
