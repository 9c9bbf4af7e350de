using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Dukou.ApplicationSdk;

// What the generated methods consist of.
public sealed partial class ApplicationClient
{
    /// <summary>The longest page that the API gives.</summary>
    const int PageMax = 50;

    static readonly ModelsJson Json = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        // Chinese names stay legible in a recording; the body is JSON, never part of a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    string ProjectPart => Escaped(Credentials.ProjectId);

    static string Escaped(string value) => Uri.EscapeDataString(value);

    static ByteArrayContent Content<T>(T body, JsonTypeInfo<T> type) => JsonBody(JsonSerializer.SerializeToUtf8Bytes(body, type));

    async Task CallAsync(HttpMethod method, string address, HttpContent? content, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(method, address, content, cancellationToken).ConfigureAwait(false);
    }

    async Task<T> CallAsync<T>(HttpMethod method, string address, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(method, address, content, cancellationToken).ConfigureAwait(false);
        var text = await Answers.TextAsync(response, cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(text, type) ?? throw Answers.Unreadable(response, text);
        }
        catch (JsonException failure)
        {
            throw Answers.Unreadable(response, text, failure);
        }
    }

    /// <summary>Head of a successful answer; the content is still to come.</summary>
    async Task<HttpResponseMessage> OpenAsync(HttpMethod method, string address, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative)) { Content = content };
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await Answers.RefusedAsync(response, cancellationToken).ConfigureAwait(false);
    }

    /// <param name="query">The first page.</param>
    /// <param name="read">Reads a page: its items, and the marker of the last.</param>
    /// <param name="next">The question for the page behind a marker.</param>
    /// <param name="full">A page with fewer items is the last; 0 when only the marker tells.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    static async IAsyncEnumerable<TItem> PagesAsync<TQuery, TItem>(
        TQuery query, Func<TQuery, CancellationToken, Task<(IReadOnlyList<TItem>? Items, string? Marker)>> read, Func<TQuery, string, TQuery> next, long full,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (string? last = null; ;)
        {
            var (items, marker) = await read(query, cancellationToken).ConfigureAwait(false);
            foreach (var item in items ?? [])
                yield return item;
            if (string.IsNullOrEmpty(marker) || marker == last || (items?.Count ?? 0) < full)
                yield break;
            (last, query) = (marker, next(query, marker));
        }
    }
}
