using System.Net;
using System.Text.Json.Nodes;
using Dukou.ApplicationSdk;

namespace Dukou.Server.Tests.Accounts;

public sealed class UserTests
{
    static Task<HttpResponseMessage> SignInAsync(TestPlatform platform, string user, string password) => platform.Anonymous.SendJsonAsync(HttpMethod.Post, "/v3/auth/tokens",
        $$$$$$"""{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"{{{{{{user}}}}}}","password":"{{{{{{password}}}}}}"}}}}}""");

    static async Task<string> TokenAsync(TestPlatform platform, string user, string password)
    {
        using var answer = await SignInAsync(platform, user, password);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return answer.Headers.GetValues("X-Subject-Token").Single();
    }

    static async Task<HttpResponseMessage> WithTokenAsync(TestPlatform platform, string token, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-Auth-Token", token);
        if (body is not null)
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return await platform.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
    }

    static Task<JsonNode> AddAsync(TestPlatform platform, string name, string role) =>
        platform.PostAsync(platform.V1 + "users", $$"""{"user_name":"{{name}}","role":"{{role}}","password":"password-of-{{name}}"}""");

    static Task<HttpResponseMessage> DeleteAsync(TestPlatform platform, string path) => platform.Http.DeleteAsync(new Uri(platform.V1 + path, UriKind.Relative), TestContext.Current.CancellationToken);

    [Fact]
    [Shows("CreateUser", "ListUsers", "ShowOwnUser", AfterRestart = true)]
    public async Task A_new_user_signs_in_with_its_role_also_after_a_restart()
    {
        await using var platform = await TestPlatform.StartAsync();
        var made = await AddAsync(platform, "张三", "operator");
        Assert.Null(made["password"]);
        await platform.RestartAsync();
        using var own = await WithTokenAsync(platform, await TokenAsync(platform, "张三", "password-of-张三"), HttpMethod.Get, platform.V1 + "user");
        var shown = await own.JsonAsync();
        Assert.Equal(("张三", "operator", (string?)made["user_id"]), ((string?)shown["user_name"], (string?)shown["role"], (string?)shown["user_id"]));
        var users = (await platform.GetAsync(platform.V1 + "users"))["users"]!.AsArray();
        Assert.Equal(["admin owner", "张三 operator"], users.Select(user => $"{user!["user_name"]} {user["role"]}"));
        Assert.DoesNotContain("password", users.ToJsonString(), StringComparison.Ordinal);
        // What a person chose is kept nowhere in a form that can be read back, and a copied database not even lets try.
        await platform.StopAsync();
        var file = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Path.Combine(platform.DataFolder, "core.db"), TestContext.Current.CancellationToken));
        Assert.DoesNotContain("password-of-", file, StringComparison.Ordinal);
        Assert.DoesNotContain("100000$", file, StringComparison.Ordinal);
    }

    [Fact]
    [Shows("CreateUser", "ResetUserPassword", AfterRestart = true)]
    public async Task A_password_that_is_left_out_is_made_and_shown_once_and_a_new_one_ends_the_tokens()
    {
        await using var platform = await TestPlatform.StartAsync();
        var made = await platform.PostAsync(platform.V1 + "users", """{"user_name":"ann","role":"read_only"}""");
        var token = await TokenAsync(platform, "ann", (string)made["password"]!);
        var reset = await platform.PostAsync(platform.V1 + $"users/{made["user_id"]}/reset-password", "{}");
        Assert.NotEqual((string?)made["password"], (string?)reset["password"]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithTokenAsync(platform, token, HttpMethod.Get, platform.V1 + "user")).StatusCode);
        await platform.RestartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(platform, "ann", (string)made["password"]!)).StatusCode);
        await TokenAsync(platform, "ann", (string)reset["password"]!);
    }

    [Fact]
    [Shows("ChangePassword", AfterRestart = true)]
    public async Task Whoever_knows_the_own_password_changes_it_and_has_to_sign_in_again()
    {
        await using var platform = await TestPlatform.StartAsync();
        await AddAsync(platform, "ann", "read_only");
        var token = await TokenAsync(platform, "ann", "password-of-ann");
        await WithTokenAsync(platform, token, HttpMethod.Put, platform.V1 + "user/password", """{"old_password":"guessed","new_password":"a-new-password"}""").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        await WithTokenAsync(platform, token, HttpMethod.Put, platform.V1 + "user/password", """{"old_password":"password-of-ann","new_password":"short"}""").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        Assert.Equal(HttpStatusCode.NoContent, (await WithTokenAsync(platform, token, HttpMethod.Put, platform.V1 + "user/password", """{"old_password":"password-of-ann","new_password":"a-new-password"}""")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithTokenAsync(platform, token, HttpMethod.Get, platform.V1 + "user")).StatusCode);
        await platform.RestartAsync();
        await TokenAsync(platform, "ann", "a-new-password");
    }

    [Fact]
    public async Task A_token_is_no_way_to_guess_the_password()
    {
        await using var platform = await TestPlatform.StartAsync();
        await AddAsync(platform, "ann", "read_only");
        var token = await TokenAsync(platform, "ann", "password-of-ann");
        for (var n = 0; n < 5; n++)
            Assert.Equal(HttpStatusCode.BadRequest, (await WithTokenAsync(platform, token, HttpMethod.Put, platform.V1 + "user/password", """{"old_password":"guessed","new_password":"a-new-password"}""")).StatusCode);
        await WithTokenAsync(platform, token, HttpMethod.Put, platform.V1 + "user/password", """{"old_password":"password-of-ann","new_password":"a-new-password"}""").RefusedAsync(HttpStatusCode.TooManyRequests, "IOTDA.000002");
    }

    [Fact]
    [Shows("UpdateUser", AfterRestart = true)]
    public async Task A_role_holds_at_once_for_tokens_and_keys_that_are_there_already()
    {
        await using var platform = await TestPlatform.StartAsync();
        var ann = await AddAsync(platform, "ann", "operator");
        var token = await TokenAsync(platform, "ann", "password-of-ann");
        using var made = await WithTokenAsync(platform, token, HttpMethod.Post, platform.V1 + "access-keys", "{}");
        var key = await made.JsonAsync(HttpStatusCode.Created);
        using var signed = platform.HttpAs(new AccessKeyCredentials((string)key["access_key"]!, (string)key["secret_key"]!, platform.ProjectId));
        Assert.Equal(HttpStatusCode.Created, (await signed.SendJsonAsync(HttpMethod.Post, platform.V5 + "apps", """{"app_name":"one"}""")).StatusCode);

        using var changed = await platform.Http.SendJsonAsync(HttpMethod.Put, platform.V1 + "users/" + ann["user_id"], """{"role":"read_only","user_name":"anna"}""");
        Assert.Equal(("anna", "read_only"), ((string?)(await changed.JsonAsync())["user_name"], (string?)(await changed.JsonAsync())["role"]));
        await signed.SendJsonAsync(HttpMethod.Post, platform.V5 + "apps", """{"app_name":"two"}""").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
        await WithTokenAsync(platform, token, HttpMethod.Post, platform.V5 + "apps", """{"app_name":"two"}""").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
        await platform.RestartAsync();
        await TokenAsync(platform, "anna", "password-of-ann");
    }

    [Fact]
    [Shows("DeleteUser", AfterRestart = true)]
    public async Task A_user_goes_with_its_keys_and_tokens()
    {
        await using var platform = await TestPlatform.StartAsync();
        var ann = await AddAsync(platform, "ann", "operator");
        var token = await TokenAsync(platform, "ann", "password-of-ann");
        using var made = await WithTokenAsync(platform, token, HttpMethod.Post, platform.V1 + "access-keys", "{}");
        var key = (string)(await made.JsonAsync(HttpStatusCode.Created))["access_key"]!;
        using var deleted = await DeleteAsync(platform, "users/" + ann["user_id"]);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithTokenAsync(platform, token, HttpMethod.Get, platform.V1 + "user")).StatusCode);
        await platform.RestartAsync();
        Assert.DoesNotContain(key, (await platform.GetAsync(platform.V1 + "access-keys")).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(platform, "ann", "password-of-ann")).StatusCode);
    }

    [Fact]
    public async Task An_owner_with_a_key_always_stays()
    {
        await using var platform = await TestPlatform.StartAsync();
        var admin = (string)(await platform.GetAsync(platform.V1 + "user"))["user_id"]!;
        Assert.StartsWith("This is the last owner", await DeleteAsync(platform, "users/" + admin).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"), StringComparison.Ordinal);
        await platform.Http.SendJsonAsync(HttpMethod.Put, platform.V1 + "users/" + admin, """{"role":"operator"}""").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");

        await AddAsync(platform, "ann", "owner");
        Assert.StartsWith("This is the last access key of an owner", await DeleteAsync(platform, "users/" + admin).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"), StringComparison.Ordinal);
        var token = await TokenAsync(platform, "ann", "password-of-ann");
        using var made = await WithTokenAsync(platform, token, HttpMethod.Post, platform.V1 + "access-keys", "{}");
        var key = (string)(await made.JsonAsync(HttpStatusCode.Created))["access_key"]!;
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync(platform, "users/" + admin)).StatusCode);
        await platform.RestartAsync();
        Assert.Equal(("ann", key, ""), (platform.Account.User, platform.Account.AccessKey, platform.Account.Password));
    }

    [Fact]
    public async Task Names_are_unique_and_users_and_their_keys_are_bounded()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V1 + "users", """{"user_name":"admin","role":"owner"}""").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V1 + "users", """{"user_name":"a b","role":"king","password":"short"}""").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        for (var n = 1; n < 50; n++)
            await AddAsync(platform, $"user{n}", "read_only");
        await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V1 + "users", """{"user_name":"one-more","role":"owner"}""").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        await DeleteAsync(platform, "users/nobody").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
    }

    [Fact]
    public async Task Keys_of_others_are_an_owner_s_business()
    {
        await using var platform = await TestPlatform.StartAsync();
        await AddAsync(platform, "ann", "operator");
        var token = await TokenAsync(platform, "ann", "password-of-ann");
        using var made = await WithTokenAsync(platform, token, HttpMethod.Post, platform.V1 + "access-keys", "{}");
        var key = (string)(await made.JsonAsync(HttpStatusCode.Created))["access_key"]!;
        using var own = await WithTokenAsync(platform, token, HttpMethod.Get, platform.V1 + "access-keys");
        Assert.Equal([key], (await own.JsonAsync())["access_keys"]!.AsArray().Select(item => (string)item!["access_key"]!));
        Assert.Equal(["admin", "ann"], (await platform.GetAsync(platform.V1 + "access-keys"))["access_keys"]!.AsArray().Select(item => (string)item!["user_name"]!));
        await WithTokenAsync(platform, token, HttpMethod.Delete, platform.V1 + "access-keys/" + platform.Account.AccessKey).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync(platform, "access-keys/" + key)).StatusCode);
    }
}
