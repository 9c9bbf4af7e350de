using System.Net;
using System.Text.Json.Nodes;

namespace Dukou.Server.Tests.Audits;

public sealed class AuditTests
{
    static async Task<List<JsonObject>> EntriesAsync(TestPlatform platform, string query = "") =>
        [.. (await platform.GetAsync(platform.V1 + "audit?limit=50" + query))["entries"]!.AsArray().Select(entry => entry!.AsObject())];

    static string Line(JsonObject entry) => $"{entry["user_name"]} {entry["operation"]} {entry["result"]} {entry["status"]}";

    static async Task SignInAsync(TestPlatform platform, string user, string password)
    {
        using var answer = await platform.Anonymous.SendJsonAsync(HttpMethod.Post, "/v3/auth/tokens",
            $$$$$$"""{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"{{{{{{user}}}}}}","password":"{{{{{{password}}}}}}"}}}}}""");
    }

    [Fact]
    [Shows("ListAuditEntries", AfterRestart = true)]
    public async Task Every_change_is_in_it_with_who_what_when_from_where_and_which_result()
    {
        await using var platform = await TestPlatform.StartAsync();
        var productId = await platform.AddProductAsync();
        await platform.Http.SendJsonAsync(HttpMethod.Delete, platform.V5 + "devices/nobody?secret=in-the-query").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.014000");
        await platform.RestartAsync();

        var entries = await EntriesAsync(platform);
        Assert.Equal(["admin DeleteDevice refused 404", "admin CreateProduct done 201"], entries.Select(Line));
        var refused = entries[0];
        Assert.Equal(("2026-01-02T03:04:05.000Z", platform.Account.AccessKey, "127.0.0.1", "DELETE", platform.V5 + "devices/nobody", "IOTDA.014000"),
            ((string?)refused["time"], (string?)refused["access_key"], (string?)refused["remote_address"], (string?)refused["method"], (string?)refused["path"], (string?)refused["error_code"]));
        Assert.Matches("^[0-9a-f]{32}$", (string?)refused["user_id"]);
        Assert.NotNull((string?)refused["request_id"]);
        await platform.Http.DeleteAsync(new Uri(platform.V5 + "products/" + productId, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("admin DeleteProduct done 204", Line((await EntriesAsync(platform))[0]));
    }

    [Fact]
    public async Task What_only_reads_is_not_in_it_and_strangers_calls_are_not_either()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.GetAsync(platform.V5 + "devices");
        using var search = await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V5 + "search/query-devices", """{"sql":"select * from device limit 0,10"}""");
        Assert.Equal(HttpStatusCode.OK, search.StatusCode);
        await platform.Anonymous.SendJsonAsync(HttpMethod.Delete, platform.V5 + "devices/nobody").RefusedAsync(HttpStatusCode.Unauthorized, "IOTDA.000002");
        Assert.Empty(await EntriesAsync(platform));
    }

    [Fact]
    public async Task Sign_ins_are_in_it_failed_ones_with_the_name_that_was_tried_and_never_a_password_a_key_or_a_token()
    {
        await using var platform = await TestPlatform.StartAsync();
        await SignInAsync(platform, "admin", platform.Account.Password);
        await SignInAsync(platform, "mallory", "guessed-by-mallory");
        var ticket = platform.Platform.IssueLoginTicket();
        using var exchanged = await platform.Anonymous.SendJsonAsync(HttpMethod.Post, "/v1/login-tickets/exchange", $$"""{"ticket":"{{ticket}}"}""");
        using var created = await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V1 + "access-keys", "{}");
        var secret = (string)(await created.JsonAsync(HttpStatusCode.Created))["secret_key"]!;

        var entries = await EntriesAsync(platform);
        Assert.Equal(["admin CreateAccessKey done 201", "admin ExchangeLoginTicket done 201", "mallory CreateToken refused 401", "admin CreateToken done 201"], entries.Select(Line));
        Assert.Null(entries[2]["user_id"]);
        var text = string.Concat(entries.Select(entry => entry.ToJsonString()));
        Assert.All(new[] { platform.Account.Password, "guessed-by-mallory", ticket, secret, exchanged.Headers.GetValues("X-Subject-Token").Single() },
            each => Assert.DoesNotContain(each, text, StringComparison.Ordinal));
        await platform.StopAsync();
        // Nor anywhere else in the file.
        var file = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Path.Combine(platform.DataFolder, "audit.db"), TestContext.Current.CancellationToken));
        Assert.DoesNotContain(secret, file, StringComparison.Ordinal);
        Assert.Contains("mallory", file, StringComparison.Ordinal);
    }

    [Fact]
    [Shows("ListAuditEntries")]
    public async Task It_is_filtered_by_user_operation_result_and_time_and_read_page_by_page()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.AddProductAsync();
        platform.Clock.Advance(TimeSpan.FromHours(1));
        await SignInAsync(platform, "mallory", "wrong");
        await platform.AddProductAsync("other");

        Assert.Equal(["mallory CreateToken refused 401"], (await EntriesAsync(platform, "&user_name=mallory")).Select(Line));
        Assert.Equal(["mallory CreateToken refused 401"], (await EntriesAsync(platform, "&result=refused")).Select(Line));
        Assert.Equal(2, (await EntriesAsync(platform, "&operation=CreateProduct&result=done")).Count);
        Assert.Single(await EntriesAsync(platform, "&operation=CreateProduct&end_time=20260102T033000Z"));
        Assert.Equal(2, (await EntriesAsync(platform, "&start_time=20260102T040405Z")).Count);
        await platform.Http.GetJsonAsync(platform.V1 + "audit?result=perhaps", HttpStatusCode.BadRequest);

        var read = new List<string>();
        for (string? marker = null; read.Count < 10;)
        {
            var page = await platform.GetAsync(platform.V1 + "audit?limit=1" + (marker is null ? "" : "&marker=" + marker));
            read.Add(Line(page["entries"]!.AsArray().Single()!.AsObject()));
            marker = (string?)page["page"]!["marker"];
            if (marker is null)
                break;
        }
        Assert.Equal(["admin CreateProduct done 201", "mallory CreateToken refused 401", "admin CreateProduct done 201"], read);
    }

    [Fact]
    public async Task The_oldest_entries_go_when_there_are_too_many_and_when_they_are_too_old()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { Audit = options.Audit with { EntriesMax = 2, KeptFor = TimeSpan.FromDays(2) } });
        foreach (var name in new[] { "one", "two", "three" })
        {
            await platform.AddProductAsync(name);
            platform.Clock.Advance(TimeSpan.FromDays(1));
        }
        Assert.Equal(["2026-01-04T03:04:05.000Z", "2026-01-03T03:04:05.000Z"], (await EntriesAsync(platform)).Select(entry => (string)entry["time"]!));
        platform.Clock.Advance(TimeSpan.FromMinutes(20));
        await Eventually.BecomesTrueAsync(async () => (await EntriesAsync(platform)).Count == 1);
        // The numbers go on, so that a reader's marker still means the same.
        await platform.AddProductAsync("four");
        Assert.Equal(2, (await EntriesAsync(platform)).Count);
    }

    [Fact]
    public async Task Guessing_does_not_push_out_the_rest()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { Audit = options.Audit with { FailedSignInsPerMinuteMax = 3 } });
        for (var n = 0; n < 5; n++)
            await SignInAsync(platform, $"user{n}", "wrong");
        Assert.Equal(["user2", "user1", "user0"], (await EntriesAsync(platform)).Select(entry => (string)entry["user_name"]!));
        platform.Clock.Advance(TimeSpan.FromMinutes(1));
        await SignInAsync(platform, "user5", "wrong");
        Assert.Equal("user5", (string?)(await EntriesAsync(platform))[0]["user_name"]);
    }

    [Fact]
    public async Task A_password_that_was_reset_without_the_API_is_in_it()
    {
        await using var platform = await TestPlatform.StartAsync();
        var folder = platform.DataFolder;
        await platform.StopAsync();
        await Platform.ResetPasswordAsync(new ServerOptions { DataFolder = folder }, cancellationToken: TestContext.Current.CancellationToken);
        await platform.RestartAsync();
        Assert.Equal("admin ResetPassword done ", Line(Assert.Single(await EntriesAsync(platform))));
    }
}
