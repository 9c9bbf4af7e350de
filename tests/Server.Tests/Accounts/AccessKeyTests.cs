using System.Net;
using Dukou.ApplicationSdk;

namespace Dukou.Server.Tests.Accounts;

public sealed class AccessKeyTests
{
    static async Task<AccessKeyCredentials> CreateAsync(TestPlatform platform)
    {
        using var answer = await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V1 + "access-keys", """{"description":"for CI"}""");
        var key = await answer.JsonAsync(HttpStatusCode.Created);
        Assert.Equal("20260102T030405Z", (string?)key["create_time"]);
        return new((string)key["access_key"]!, (string)key["secret_key"]!, platform.ProjectId);
    }

    [Fact]
    [Shows("CreateAccessKey", "ListAccessKeys", AfterRestart = true)]
    public async Task A_new_key_signs_and_its_secret_is_never_shown_again()
    {
        await using var platform = await TestPlatform.StartAsync();
        var key = await CreateAsync(platform);
        var listed = await platform.HttpAs(key).GetJsonAsync(platform.V1 + "access-keys");
        Assert.Equal([platform.Account.AccessKey, key.AccessKey], listed["access_keys"]!.AsArray().Select(item => (string)item!["access_key"]!));
        Assert.Equal("for CI", (string?)listed["access_keys"]![1]!["description"]);
        Assert.DoesNotContain(key.SecretKey, listed.ToJsonString(), StringComparison.Ordinal);
        await platform.RestartAsync();
        await platform.HttpAs(key).GetJsonAsync("/v3/projects");
    }

    [Fact]
    [Shows("DeleteAccessKey", AfterRestart = true)]
    public async Task A_deleted_key_signs_nothing_any_more_also_after_a_restart()
    {
        await using var platform = await TestPlatform.StartAsync();
        var key = await CreateAsync(platform);
        using var deleted = await platform.Http.DeleteAsync(new Uri(platform.V1 + "access-keys/" + key.AccessKey, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Empty(await deleted.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        await platform.HttpAs(key).GetJsonAsync("/v3/projects", HttpStatusCode.Unauthorized);
        await platform.RestartAsync();
        await platform.HttpAs(key).GetJsonAsync("/v3/projects", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_last_key_and_an_unknown_one_are_not_deleted()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Http.DeleteAsync(new Uri(platform.V1 + "access-keys/" + platform.Account.AccessKey, UriKind.Relative), TestContext.Current.CancellationToken)
            .RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        await platform.Http.DeleteAsync(new Uri(platform.V1 + "access-keys/NOSUCHKEY", UriKind.Relative), TestContext.Current.CancellationToken)
            .RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
        await platform.Http.GetJsonAsync("/v3/projects");
    }

    [Fact]
    public async Task There_are_at_most_20_keys()
    {
        await using var platform = await TestPlatform.StartAsync();
        for (var n = 1; n < 20; n++)
            await CreateAsync(platform);
        await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V1 + "access-keys", "{}").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
    }

    [Fact]
    public async Task The_typed_client_reads_answers_and_throws_refusals_with_code_and_request_id()
    {
        await using var platform = await TestPlatform.StartAsync();
        var created = await platform.Client.SendAsync(HttpMethod.Post, "/v1/{project_id}/access-keys", new System.Text.Json.Nodes.JsonObject { ["description"] = "渡口" }, TestContext.Current.CancellationToken);
        Assert.Equal("渡口", (string?)created!["description"]);
        platform.TakeTraces();
        var refused = await Assert.ThrowsAsync<IotdaRequestException>(() =>
            platform.Client.SendAsync(HttpMethod.Delete, "/v1/{project_id}/access-keys/NOSUCHKEY", cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.NotFound, "IOTDA.000029"), (refused.Status, refused.Code));
        Assert.Equal(Assert.Single(platform.TakeTraces()).RequestId, refused.RequestId);
    }
}
