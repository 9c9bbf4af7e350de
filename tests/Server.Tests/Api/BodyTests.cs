using System.Net;
using System.Text;

namespace Dukou.Server.Tests.Api;

public sealed class BodyTests
{
    static Task<string> Refused(TestPlatform platform, string body, HttpStatusCode status, string code) =>
        platform.Http.SendJsonAsync(HttpMethod.Post, platform.V1 + "access-keys", body).RefusedAsync(status, code);

    [Theory]
    [InlineData("{\"description\":\n  oops}", "line 2, byte 2")]
    [InlineData("{\"description\":\"x\"", "line 1")]
    [InlineData("not json", "line 1, byte 1")]
    [InlineData("{} {}", "line 1")]
    public async Task Broken_JSON_is_refused_with_its_place(string body, string place)
    {
        await using var platform = await TestPlatform.StartAsync();
        Assert.Contains(place, await Refused(platform, body, HttpStatusCode.BadRequest, "IOTDA.000008"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_refused()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var content = new ByteArrayContent([.. "{\"description\":\""u8, 0xC3, 0x28, .. "\"}"u8]) { Headers = { ContentType = new("application/json") } };
        await platform.Http.PostAsync(new Uri(platform.V1 + "access-keys", UriKind.Relative), content, TestContext.Current.CancellationToken)
            .RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000008");
    }

    [Theory]
    [InlineData("{\"description\":5}", "description: must be a string.")]
    [InlineData("{\"description\":{\"a\":1}}", "description: must be a string.")]
    [InlineData("[]", "body: must be an object.")]
    public async Task A_value_of_the_wrong_type_is_refused_with_its_path_and_the_right_type(string body, string sentence)
    {
        await using var platform = await TestPlatform.StartAsync();
        Assert.Equal(sentence, await Refused(platform, body, HttpStatusCode.BadRequest, "IOTDA.000006"));
    }

    [Theory]
    [InlineData("{\"auth\":[]}", "auth: must be an object.")]
    [InlineData("{\"auth\":{\"identity\":{\"methods\":\"password\"}}}", "auth.identity.methods: must be an array.")]
    [InlineData("{\"auth\":{\"identity\":{\"methods\":[\"password\",7]}}}", "auth.identity.methods[1]: must be a string.")]
    public async Task A_deep_value_is_named_by_its_whole_path(string body, string sentence)
    {
        await using var platform = await TestPlatform.StartAsync();
        Assert.Equal(sentence, await platform.Anonymous.SendJsonAsync(HttpMethod.Post, "/v3/auth/tokens", body).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"));
    }

    [Fact]
    public async Task All_missing_members_are_named_at_once()
    {
        await using var platform = await TestPlatform.StartAsync();
        var sentence = await platform.Anonymous.SendJsonAsync(HttpMethod.Post, "/v3/auth/tokens", "{}").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        foreach (var member in new[] { "auth.identity.methods", "auth.identity.password.user.name", "auth.identity.password.user.password" })
            Assert.Contains(member + ":", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nesting_has_a_limit_even_in_members_that_nobody_reads()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deep = $$"""{"unknown":{{new string('[', 40)}}{{new string(']', 40)}}}""";
        Assert.Contains("32 levels", await Refused(platform, deep, HttpStatusCode.BadRequest, "IOTDA.000008"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_members_are_ignored()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var answer = await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V1 + "access-keys", """{"tomorrow":[1,{"x":null}],"description":"known"}""");
        Assert.Equal("known", (string?)(await answer.JsonAsync(HttpStatusCode.Created))["description"]);
    }

    [Fact]
    public async Task A_missing_body_and_another_media_type_are_refused_in_words()
    {
        await using var platform = await TestPlatform.StartAsync();
        var path = platform.V1 + "access-keys";
        Assert.Contains("needs a JSON body", await platform.Http.SendJsonAsync(HttpMethod.Post, path).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000008"), StringComparison.Ordinal);
        using var form = new StringContent("description=x", Encoding.UTF8, "application/x-www-form-urlencoded");
        Assert.Contains("application/json", await platform.Http.PostAsync(new Uri(path, UriKind.Relative), form, TestContext.Current.CancellationToken)
            .RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000008"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_above_the_limit_is_refused_and_one_of_the_limit_is_not()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { Api = options.Api with { BodyBytesMax = 4096 } });
        var frame = """{"ignored":""}""".Length;
        using var fits = await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V1 + "access-keys", $$"""{"ignored":"{{new string('x', 4096 - frame)}}"}""");
        Assert.Equal(HttpStatusCode.Created, fits.StatusCode);
        await Refused(platform, $$"""{"ignored":"{{new string('x', 4097 - frame)}}"}""", HttpStatusCode.RequestEntityTooLarge, "IOTDA.000008");
    }
}
