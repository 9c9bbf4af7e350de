using System.Text.Json.Nodes;
using Dukou.ApplicationSdk;

namespace Dukou.Server.Tests.Cli;

public sealed class TraceTests
{
    static async Task<(CliProcess Platform, string Data, HttpClient Http, JsonNode Ready)> StartAsync()
    {
        var data = Path.Combine(Directory.CreateTempSubdirectory("dukou-trace-").FullName, "data");
        var (platform, ready) = await CliProcess.UpAsync("--data", data);
        var credentials = new AccessKeyCredentials((string)ready["ak"]!, (string)ready["sk"]!, (string)ready["project_id"]!);
        return (platform, data, new HttpClient(new SigningHandler(credentials)) { BaseAddress = new Uri((string)ready["api"]!) }, ready);
    }

    static Task<HttpResponseMessage> AskForNobodyAsync(HttpClient http, JsonNode ready) =>
        http.GetAsync(new Uri($"/v5/iot/{ready["project_id"]}/devices/nobody", UriKind.Relative), TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_device_s_story_fits_into_80_columns_in_both_languages()
    {
        var (platform, data, http, ready) = await StartAsync();
        await using var _ = platform;
        using var __ = http;
        using var asked = await AskForNobodyAsync(http, ready);
        var english = await CliProcess.RunAsync("trace", "nobody", "--data", data);
        Assert.Equal((0, ""), (english.Status, english.Error));
        Assert.Contains("refused", english.Output, StringComparison.Ordinal);
        Assert.Contains("→", english.Output, StringComparison.Ordinal);
        Assert.All(english.Output.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
        var chinese = await CliProcess.RunAsync("trace", "nobody", "--data", data, "--lang", "zh");
        Assert.Contains("拒绝", chinese.Output, StringComparison.Ordinal);
        Assert.Contains("说明", chinese.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_is_found_by_its_id_as_one_line_of_JSON()
    {
        var (platform, data, http, ready) = await StartAsync();
        await using var _ = platform;
        using var __ = http;
        using var asked = await AskForNobodyAsync(http, ready);
        var id = asked.Headers.GetValues("X-Request-Id").Single();
        var shown = await CliProcess.RunAsync("trace", "--request", id, "--json", "--data", data);
        var entry = JsonNode.Parse(Assert.Single(shown.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)))!;
        Assert.Equal((id, "api", "nobody"), ((string?)entry["request_id"], (string?)entry["kind"], (string?)entry["device_id"]));
        Assert.Contains("Nothing", (await CliProcess.RunAsync("trace", "--request", "never", "--data", data)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Following_shows_what_was_and_what_comes_once_until_it_is_told_to_stop()
    {
        var (platform, data, http, ready) = await StartAsync();
        await using var _ = platform;
        using var __ = http;
        using var before = await AskForNobodyAsync(http, ready);
        await using var following = CliProcess.Start(["trace", "nobody", "--follow", "--json", "--data", data]);
        var first = JsonNode.Parse((await following.ReadLineAsync())!)!;
        using var after = await AskForNobodyAsync(http, ready);
        var second = JsonNode.Parse((await following.ReadLineAsync())!)!;
        Assert.Equal(before.Headers.GetValues("X-Request-Id").Single(), (string?)first["request_id"]);
        Assert.Equal(after.Headers.GetValues("X-Request-Id").Single(), (string?)second["request_id"]);
        if (OperatingSystem.IsWindows())
            return;
        following.Interrupt();
        Assert.Equal(0, (await following.EndAsync()).Status);
    }

    [Fact]
    public async Task A_platform_elsewhere_is_named_by_its_endpoint()
    {
        var (platform, _, http, ready) = await StartAsync();
        await using var __ = platform;
        using var ___ = http;
        using var asked = await AskForNobodyAsync(http, ready);
        string[] arguments = ["trace", "nobody", "--endpoint", (string)ready["api"]!];
        var shown = await CliProcess.RunAsync(arguments, new Dictionary<string, string>
        {
            ["DUKOU_AK"] = (string)ready["ak"]!,
            ["DUKOU_SK"] = (string)ready["sk"]!,
            ["DUKOU_PROJECT_ID"] = (string)ready["project_id"]!,
        });
        Assert.True(shown.Output.Contains("nobody", StringComparison.Ordinal), shown.Error);
        var unknown = await CliProcess.RunAsync(arguments);
        Assert.NotEqual(0, unknown.Status);
        Assert.Contains("DUKOU_AK", unknown.Error, StringComparison.Ordinal);
    }
}
