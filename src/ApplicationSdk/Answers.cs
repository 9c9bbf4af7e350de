using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dukou.ApplicationSdk;

/// <summary>Reads answers, those of the platform and those that a proxy in between gives in its name.</summary>
static class Answers
{
    const string RequestIdHeader = "X-Request-Id";

    /// <exception cref="IotdaRequestException">The answer is a refusal.</exception>
    public static async Task<string> TextAsync(HttpResponseMessage response, CancellationToken cancellationToken) => response.IsSuccessStatusCode
        ? await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)
        : throw await RefusedAsync(response, cancellationToken).ConfigureAwait(false);

    public static async Task<IotdaRequestException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var json = Parsed(text) as JsonObject;
        // IAM nests its failures; IoTDA and the cloud's gateway don't.
        var nested = json?["error"] as JsonObject;
        var code = Text(json?["error_code"]) ?? Text(nested?["code"]) ?? ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        var reason = Text(json?["error_msg"]) ?? Text(nested?["message"]) ?? (text.Length > 0 ? text : response.ReasonPhrase ?? "no reason was given");
        return new IotdaRequestException(response.StatusCode, code, reason, RequestId(response));
    }

    /// <summary>A success whose content is not what the operation answers: most often a proxy's page.</summary>
    public static IotdaRequestException Unreadable(HttpResponseMessage response, string text, JsonException? failure = null) => new(
        response.StatusCode, IotdaRequestException.UnreadableCode, $"The answer is not what this operation answers: {failure?.Message ?? text}", RequestId(response), failure);

    public static JsonNode? Parsed(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        // A proxy in between may answer with a page; the caller still gets status and text.
        catch (JsonException)
        {
            return null;
        }
    }

    static string? RequestId(HttpResponseMessage response) => response.Headers.TryGetValues(RequestIdHeader, out var ids) ? ids.First() : null;

    static string? Text(JsonNode? node) => node is JsonValue value ? value.ToString() : null;
}
