using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dukou.ApplicationSdk;
using Dukou.Server.Accounts;
using Dukou.Server.Tests.Traces;
using Microsoft.Extensions.Time.Testing;

namespace Dukou.Server.Tests.Api;

public sealed class TokenTests
{
    static Task<HttpResponseMessage> SignIn(TestPlatform platform, string? password = null, string user = "admin", string domain = "dukou", string? projectId = null)
    {
        var owner = new JsonObject { ["name"] = user, ["password"] = password ?? platform.Account.Password, ["domain"] = new JsonObject { ["name"] = domain } };
        var identity = new JsonObject { ["methods"] = new JsonArray("password"), ["password"] = new JsonObject { ["user"] = owner } };
        var scope = new JsonObject { ["project"] = projectId is null ? new JsonObject { ["name"] = "cn-north-4" } : new JsonObject { ["id"] = projectId } };
        var body = new JsonObject { ["auth"] = new JsonObject { ["identity"] = identity, ["scope"] = scope } };
        return platform.Anonymous.SendJsonAsync(HttpMethod.Post, "/v3/auth/tokens", body.ToJsonString());
    }

    static async Task<HttpStatusCode> Use(TestPlatform platform, string token)
    {
        using var answer = await platform.HttpAs(new TokenCredentials(token, platform.ProjectId)).GetAsync(new Uri("/v3/projects", UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    [Fact]
    public async Task A_password_is_exchanged_for_a_token_in_IAMs_form()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var answer = await SignIn(platform);
        var token = (await answer.JsonAsync(HttpStatusCode.Created))["token"]!;
        Assert.Equal("2026-01-02T03:04:05.000000Z", (string?)token["issued_at"]);
        Assert.Equal("2026-01-03T03:04:05.000000Z", (string?)token["expires_at"]);
        Assert.Equal("""["password"]""", token["methods"]!.ToJsonString());
        Assert.Equal(("admin", "dukou"), ((string?)token["user"]!["name"], (string?)token["user"]!["domain"]!["name"]));
        Assert.Equal((platform.ProjectId, "cn-north-4"), ((string?)token["project"]!["id"], (string?)token["project"]!["name"]));
        Assert.IsType<JsonArray>(token["catalog"]);
        Assert.NotEmpty(token["roles"]!.AsArray());
        Assert.Equal(HttpStatusCode.OK, await Use(platform, answer.Headers.GetValues("X-Subject-Token").Single()));
    }

    [Fact]
    [Shows("CreateToken", AfterRestart = true)]
    [Provokes("auth.token_expired")]
    public async Task A_token_lives_24_hours_and_survives_a_restart()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var answer = await SignIn(platform);
        var token = answer.Headers.GetValues("X-Subject-Token").Single();
        await platform.RestartAsync();
        platform.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await Use(platform, token));
        platform.Clock.Advance(TimeSpan.FromSeconds(1));
        platform.TakeTraces();
        Assert.Equal(HttpStatusCode.Unauthorized, await Use(platform, token));
        Assert.Equal("auth.token_expired", Assert.Single(platform.TakeTraces()).Because.Code);
    }

    [Fact]
    [Provokes("auth.token_unknown")]
    public async Task A_token_of_another_installation_or_cut_short_is_unknown()
    {
        await using var one = await TestPlatform.StartAsync();
        await using var other = await TestPlatform.StartAsync();
        using var answer = await SignIn(other);
        var token = answer.Headers.GetValues("X-Subject-Token").Single();
        foreach (var wrong in new[] { token, "nonsense", token[..^3] })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await Use(one, wrong));
            Assert.Equal("auth.token_unknown", Assert.Single(one.TakeTraces()).Because.Code);
        }
    }

    [Theory]
    [InlineData("admin", "dukou", "wrong password")]
    [InlineData("nobody", "dukou", null)]
    [InlineData("admin", "another-domain", null)]
    [Provokes("auth.wrong_password")]
    public async Task A_wrong_sign_in_is_refused_alike_in_both_error_forms(string user, string domain, string? password)
    {
        await using var platform = await TestPlatform.StartAsync();
        using var answer = await SignIn(platform, password, user, domain);
        var body = await answer.JsonAsync(HttpStatusCode.Unauthorized);
        Assert.Equal("""{"code":401,"message":"The user name, domain or password is wrong.","title":"Unauthorized"}""", body["error"]!.ToJsonString());
        Assert.Equal("IOTDA.000002", (string?)body["error_code"]);
        Assert.False(answer.Headers.Contains("X-Subject-Token"));
        Assert.Equal("auth.wrong_password", Assert.Single(platform.TakeTraces()).Because.Code);
    }

    [Fact]
    public async Task Another_project_as_scope_is_forbidden()
    {
        await using var platform = await TestPlatform.StartAsync();
        await SignIn(platform, projectId: new string('f', 32)).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
        using var own = await SignIn(platform, projectId: platform.ProjectId);
        Assert.Equal(HttpStatusCode.Created, own.StatusCode);
    }

    [Fact]
    public async Task The_sixth_wrong_password_has_to_wait_and_so_has_the_right_one()
    {
        await using var platform = await TestPlatform.StartAsync();
        for (var attempt = 0; attempt < SignInLimiter.FailuresMax; attempt++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await SignIn(platform, "wrong")).StatusCode);
        using var refused = await SignIn(platform);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("300", refused.Headers.GetValues("Retry-After").Single());
        platform.Clock.Advance(SignInLimiter.Window);
        Assert.Equal(HttpStatusCode.Created, (await SignIn(platform)).StatusCode);
    }

    [Fact]
    public async Task Wrong_passwords_are_counted_for_whom_a_program_on_this_machine_asks()
    {
        await using var platform = await TestPlatform.StartAsync();
        for (var attempt = 0; attempt < SignInLimiter.FailuresMax; attempt++)
            (await ForwardedAsync(platform, "192.0.2.1", "wrong")).Dispose();
        using var refused = await ForwardedAsync(platform, "192.0.2.1", platform.Account.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        using var other = await ForwardedAsync(platform, "192.0.2.1, 192.0.2.2", platform.Account.Password);
        Assert.Equal(HttpStatusCode.Created, other.StatusCode);
    }

    static async Task<HttpResponseMessage> ForwardedAsync(TestPlatform platform, string addresses, string password)
    {
        var user = new JsonObject { ["name"] = platform.Account.User, ["password"] = password };
        var identity = new JsonObject { ["methods"] = new JsonArray("password"), ["password"] = new JsonObject { ["user"] = user } };
        var body = new JsonObject { ["auth"] = new JsonObject { ["identity"] = identity } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v3/auth/tokens") { Content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Forwarded-For", addresses);
        return await platform.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_right_password_forgives_the_wrong_ones_before()
    {
        await using var platform = await TestPlatform.StartAsync();
        for (var round = 0; round < 2; round++)
        {
            for (var attempt = 1; attempt < SignInLimiter.FailuresMax; attempt++)
                Assert.Equal(HttpStatusCode.Unauthorized, (await SignIn(platform, "wrong")).StatusCode);
            Assert.Equal(HttpStatusCode.Created, (await SignIn(platform)).StatusCode);
        }
    }

    [Fact]
    public void Guessing_at_one_name_does_not_lock_it_for_other_addresses_and_the_table_is_bounded()
    {
        var limiter = new SignInLimiter(new FakeTimeProvider());
        var guesser = IPAddress.Parse("192.0.2.1");
        for (var attempt = 0; attempt < SignInLimiter.FailuresMax; attempt++)
            Assert.Null(limiter.Attempt("admin", guesser));
        Assert.NotNull(limiter.Attempt("admin", guesser));
        Assert.Null(limiter.Attempt("admin", IPAddress.Parse("192.0.2.2")));
        for (var n = 0; n < SignInLimiter.CountersMax; n++)
            limiter.Attempt("admin", new IPAddress(n));
        Assert.Equal(SignInLimiter.CountersMax, limiter.Count);
        Assert.Null(limiter.Attempt("admin", guesser));
    }

    [Fact]
    [Shows("ListProjects")]
    public async Task The_project_is_found_under_every_regions_name()
    {
        await using var platform = await TestPlatform.StartAsync();
        foreach (var path in new[] { "/v3/projects", "/v3/projects?name=cn-north-4" })
        {
            var project = Assert.Single((await platform.Http.GetJsonAsync(path))["projects"]!.AsArray());
            Assert.Equal(platform.ProjectId, (string?)project!["id"]);
        }
        Assert.Equal("cn-east-3", (string?)(await platform.Http.GetFromJsonAsync<JsonNode>("/v3/projects?name=cn-east-3", TestContext.Current.CancellationToken))!["projects"]![0]!["name"]);
    }
}
