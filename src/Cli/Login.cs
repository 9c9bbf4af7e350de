using System.CommandLine;
using Dukou.Cli.Remote;

namespace Dukou.Cli;

/// <summary><c>dukou login</c>: a link that opens the console without a password, once and within ten minutes.</summary>
[Verb("login", 150)]
static class Login
{
    public static Command Verb() => ApiVerb.Create("verb.login", async call =>
    {
        var endpoints = await call.Client.ShowEndpointsAsync(call.Token);
        var ticket = await call.Client.CreateLoginTicketAsync(call.Token);
        var link = new Link(LinkOf(endpoints.Http ?? endpoints.Https, ticket.Ticket!), ticket.ExpiresAt); // Every answer has one.
        call.Say(link.Url, link);
        return 0;
    });

    public static string LinkOf(string? console, string ticket) => $"{console?.TrimEnd('/')}/sign-in?ticket={ticket}";

    sealed record Link(string Url, string? ExpiresAt);
}
