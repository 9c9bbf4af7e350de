using System.Net;
using Dukou.ApplicationSdk;
using Dukou.Server.Accounts;
using Dukou.Server.Storage;

namespace Dukou.Server.Tests.Traces;

/// <summary>Reasons that no other test brings about, read where a person reads them.</summary>
public sealed class ProvokedTests
{
    static Task HasTraceAsync(TestPlatform platform, string query, string code) =>
        Eventually.BecomesTrueAsync(async () => (await platform.CodesAsync(query)).Contains(code));

    [Fact]
    [Provokes("api.refused")]
    public async Task A_refused_call_says_why()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var answer = await platform.Http.SendJsonAsync(HttpMethod.Get, platform.V5 + "devices/nobody");
        await HasTraceAsync(platform, "&device_id=nobody&outcome=refused", "api.refused");
    }

    [Fact]
    [Provokes("api.unknown_path")]
    public async Task A_path_that_no_operation_has_is_named()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var answer = await platform.Http.SendJsonAsync(HttpMethod.Get, platform.V5 + "deviecs");
        var trace = Assert.Single(await platform.TracesAsync("&request_id=" + answer.Headers.GetValues("X-Request-Id").Single()))!;
        Assert.Equal("api.unknown_path", (string?)trace["code"]);
        Assert.Contains("deviecs", (string)trace["sentence"]!, StringComparison.Ordinal);
    }

    [Fact]
    [Provokes("api.failed")]
    public async Task A_call_at_which_the_platform_fails_leads_to_the_log()
    {
        await using var platform = await TestPlatform.StartAsync();
        platform.ExpectErrors();
        await platform.Service<Databases>().Core.WriteAsync(core => core.Execute("alter table product rename to lost"), cancellationToken: TestContext.Current.CancellationToken);
        using var answer = await platform.Http.SendJsonAsync(HttpMethod.Get, platform.V5 + "products");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        var id = answer.Headers.GetValues("X-Request-Id").Single();
        await HasTraceAsync(platform, "&outcome=failed&request_id=" + id, "api.failed");
        Assert.Contains(platform.Logs.Errors, line => line.Contains(id, StringComparison.Ordinal));
    }

    [Fact]
    [Provokes("api.aborted")]
    public async Task A_caller_that_goes_away_before_the_answer_is_traced()
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        using var patience = new CancellationTokenSource();
        var calling = platform.Http.PostAsync(new Uri(platform.V5 + $"devices/{deviceId}/commands", UriKind.Relative),
            new StringContent("""{"service_id":"Lamp","command_name":"SET_LEVEL","paras":{"level":3}}""", null, "application/json"), patience.Token);
        await device.ReadPublishAsync();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
        await HasTraceAsync(platform, "&kind=api&outcome=failed&device_id=" + deviceId, "api.aborted");
    }

    [Fact]
    [Provokes("auth.token_revoked")]
    public async Task A_token_from_before_a_new_password_is_named_as_such()
    {
        await using var platform = await TestPlatform.StartAsync();
        var account = platform.Account;
        var token = await ApplicationClient.SignInAsync(platform.Platform.Http, account.Domain, account.User, account.Password, cancellationToken: TestContext.Current.CancellationToken);
        await platform.Service<AccountStore>().ResetPasswordAsync(null, TestContext.Current.CancellationToken);
        using var answer = await platform.HttpAs(token).GetAsync(new Uri("/v3/projects", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        await HasTraceAsync(platform, "&kind=api&outcome=refused", "auth.token_revoked");
    }

    [Fact]
    [Provokes("auth.too_many_sign_ins")]
    public async Task Guessing_a_password_is_slowed_down_and_told()
    {
        await using var platform = await TestPlatform.StartAsync();
        for (var i = 0; i <= SignInLimiter.FailuresMax; i++)
            await Assert.ThrowsAsync<IotdaRequestException>(() => ApplicationClient.SignInAsync(platform.Platform.Http, platform.Account.Domain, platform.Account.User, $"guess-{i}",
                cancellationToken: TestContext.Current.CancellationToken));
        await HasTraceAsync(platform, "&kind=api&outcome=refused", "auth.too_many_sign_ins");
    }

    [Theory]
    [InlineData("DELETE", "", null, "device.deleted")]
    [InlineData("POST", "/freeze", null, "device.frozen")]
    [InlineData("POST", "/action?action_id=resetSecret", """{"force_disconnect":true}""", "device.secret_reset")]
    [InlineData("POST", "/reset-fingerprint", """{"force_disconnect":true}""", "device.fingerprint_reset")]
    [Provokes("device.deleted")]
    [Provokes("device.frozen")]
    [Provokes("device.secret_reset")]
    [Provokes("device.fingerprint_reset")]
    public async Task A_link_that_the_registry_cuts_says_why_it_ended(string method, string path, string? body, string code)
    {
        await using var platform = await TestPlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        using var answer = await platform.Http.SendJsonAsync(new HttpMethod(method), platform.V5 + "devices/" + deviceId + path, body);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        await device.ReadToEndAsync();
        await HasTraceAsync(platform, "&kind=connection&device_id=" + deviceId, code);
    }
}
