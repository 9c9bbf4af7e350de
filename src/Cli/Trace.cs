using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Dukou.ApplicationSdk.Models;
using Dukou.Cli.Remote;

namespace Dukou.Cli;

/// <summary><c>dukou trace</c>: what became of every message, connection attempt and API call, newest last; then, if asked, what comes.</summary>
[Verb("trace", 30)]
static class Trace
{
    const int CountDefault = 20;
    const int CountMax = 50; // the API's longest page

    public static Command Verb()
    {
        var device = new Argument<string?>("DEVICE") { Description = Phrase.Of("argument.trace.device"), Arity = ArgumentArity.ZeroOrOne };
        var request = ApiVerb.Option<string?>("--request", "option.trace.request", "ID");
        var count = new Option<int>("--count") { Description = Phrase.Of("option.trace.count", CountMax), HelpName = "N", DefaultValueFactory = _ => CountDefault };
        var follow = new Option<bool>("--follow", "-f") { Description = Phrase.Of("option.trace.follow") };
        var lang = ApiVerb.Option<string?>("--lang", "option.trace.lang", "en|zh");
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > CountMax)
                result.AddError(Phrase.Of("trace.count", CountMax));
        });
        lang.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is not (null or "en" or "zh") and var given)
                result.AddError(Phrase.Of("settings.choice", "--lang", given, "en, zh"));
        });
        return ApiVerb.Create("verb.trace", call =>
        {
            var language = call.Parsed.GetValue(lang) switch { "en" => Language.English, "zh" => Language.Chinese, _ => Language.Detect() };
            var filter = new StreamTracesQuery { Lang = language, DeviceId = call.Parsed.GetValue(device), RequestId = call.Parsed.GetValue(request) };
            return RunAsync(call, filter, call.Parsed.GetValue(count), call.Parsed.GetValue(follow), call.Json ? new TraceLines(call.Output) : new TraceTable(call.Output, Phrase.Load(language)));
        }, device, request, count, follow, lang);
    }

    static async Task<int> RunAsync(Call call, StreamTracesQuery filter, int count, bool follow, TraceOutput shown)
    {
        // The stream begins before the page is read: what happens between the two is in both, and shown once.
        using var stream = follow ? await call.Client.StreamTracesAsync(filter, call.Token) : null;
        var page = count == 0 ? [] : await ReadPageAsync(call, filter, count);
        shown.Begin(page, follow);
        if (stream is null)
            return 0;
        var known = page.Select(entry => (string?)entry["marker"]).ToHashSet();
        await foreach (var entry in TraceEntries.ReadAsync(stream, call.Token))
            if (entry["marker"] is null || !known.Contains((string?)entry["marker"]))
                shown.Add(entry);
        return 0;
    }

    /// <summary>The newest entries, oldest of them first, in the words of the wire: <c>--json</c> shows what the API gives.</summary>
    static async Task<List<JsonObject>> ReadPageAsync(Call call, StreamTracesQuery filter, int count)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"/v1/{{project_id}}/traces?limit={count}&lang={filter.Lang}") + Part("device_id", filter.DeviceId) + Part("request_id", filter.RequestId);
        var answer = await call.Client.SendAsync(HttpMethod.Get, address, cancellationToken: call.Token);
        return [.. answer!["traces"]!.AsArray().Select(entry => entry!.AsObject()).Reverse()]; // The operation's answer.
    }

    static string Part(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}
