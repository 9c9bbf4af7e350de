using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Dukou.Server.Tests;

/// <summary>Short forms for tests of the REST API.</summary>
static class JsonAnswers
{
    public static async Task<JsonObject> JsonAsync(this HttpResponseMessage answer, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(expected == answer.StatusCode, $"{(int)answer.StatusCode} instead of {(int)expected}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    public static async Task<JsonObject> GetJsonAsync(this HttpClient client, string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return await answer.JsonAsync(expected);
    }

    /// <summary>Sends the text as it is, as <c>application/json</c>.</summary>
    public static async Task<HttpResponseMessage> SendJsonAsync(this HttpClient client, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The answer must be a refusal in IoTDA's form; its sentence is returned.</summary>
    public static async Task<string> RefusedAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status, string code)
    {
        using var answer = await sending;
        var body = await answer.JsonAsync(status);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(answer.Headers.GetValues("X-Request-Id"));
        Assert.Equal(code, (string?)body["error_code"]);
        var sentence = (string?)body["error_msg"];
        Assert.False(string.IsNullOrWhiteSpace(sentence));
        return sentence!;
    }
}
