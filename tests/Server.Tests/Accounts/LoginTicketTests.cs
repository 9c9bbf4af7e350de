using System.Net;
using Dukou.ApplicationSdk;
using Dukou.Server.Accounts;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Accounts;

public sealed class LoginTicketTests
{
    const string Exchange = "/v1/login-tickets/exchange";

    static async Task<string> IssueAsync(TestPlatform platform) => (string)(await platform.PostAsync(platform.V1 + "login-tickets", "{}"))["ticket"]!;

    static Task<HttpResponseMessage> ExchangeAsync(TestPlatform platform, string ticket) =>
        platform.Anonymous.SendJsonAsync(HttpMethod.Post, Exchange, $$"""{"ticket":"{{ticket}}"}""");

    [Fact]
    [Shows("CreateLoginTicket", "ExchangeLoginTicket")]
    public async Task A_ticket_signs_its_user_in()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var answer = await ExchangeAsync(platform, await IssueAsync(platform));
        var body = await answer.JsonAsync(HttpStatusCode.Created);
        Assert.Equal((platform.Account.User, platform.ProjectId), ((string?)body["user_name"], (string?)body["project_id"]));
        var token = answer.Headers.GetValues("X-Subject-Token").Single();
        await platform.HttpAs(new TokenCredentials(token, platform.ProjectId)).GetJsonAsync(platform.V1 + "access-keys");
    }

    [Fact]
    [Provokes("auth.ticket_unknown")]
    public async Task A_ticket_is_good_for_once()
    {
        await using var platform = await TestPlatform.StartAsync();
        var ticket = await IssueAsync(platform);
        (await ExchangeAsync(platform, ticket)).Dispose();
        platform.TakeTraces();
        await ExchangeAsync(platform, ticket).RefusedAsync(HttpStatusCode.Unauthorized, "IOTDA.000002");
        Assert.Equal("auth.ticket_unknown", Assert.Single(platform.TakeTraces()).Because.Code);
    }

    [Fact]
    public async Task After_ten_minutes_a_ticket_is_worth_nothing()
    {
        await using var platform = await TestPlatform.StartAsync();
        var ticket = await IssueAsync(platform);
        platform.Clock.Advance(LoginTickets.Lifetime);
        await ExchangeAsync(platform, ticket).RefusedAsync(HttpStatusCode.Unauthorized, "IOTDA.000002");
    }

    [Fact]
    public async Task Of_more_than_100_tickets_the_oldest_goes()
    {
        await using var platform = await TestPlatform.StartAsync();
        var first = platform.Platform.IssueLoginTicket();
        var second = platform.Platform.IssueLoginTicket();
        for (var n = 2; n <= LoginTickets.TicketsMax; n++)
            platform.Platform.IssueLoginTicket();
        await ExchangeAsync(platform, first).RefusedAsync(HttpStatusCode.Unauthorized, "IOTDA.000002");
        using var answer = await ExchangeAsync(platform, second);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task Without_a_ticket_nobody_is_signed_in()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Anonymous.SendJsonAsync(HttpMethod.Post, Exchange, "{}").RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        await platform.Anonymous.SendJsonAsync(HttpMethod.Post, platform.V1 + "login-tickets", "{}").RefusedAsync(HttpStatusCode.Unauthorized, "IOTDA.000002");
    }
}
