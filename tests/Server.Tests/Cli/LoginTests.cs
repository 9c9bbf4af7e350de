using System.Net;

namespace Dukou.Server.Tests.Cli;

public sealed class LoginTests
{
    [Fact]
    public async Task The_printed_link_carries_a_ticket_that_signs_in_once()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var link = (string)Assert.Single(await platform.DukouJsonAsync("login"))["url"]!;
        var prefix = $"http://{platform.Platform.Listeners.Http}/sign-in?ticket=";
        Assert.StartsWith(prefix, link, StringComparison.Ordinal);
        foreach (var status in new[] { HttpStatusCode.Created, HttpStatusCode.Unauthorized })
        {
            using var answer = await platform.Anonymous.SendJsonAsync(HttpMethod.Post, "/v1/login-tickets/exchange", $$"""{"ticket":"{{link[prefix.Length..]}}"}""");
            Assert.Equal(status, answer.StatusCode);
        }
    }
}
