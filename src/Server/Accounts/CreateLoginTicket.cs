using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.Features;

namespace Dukou.Server.Accounts;

/// <summary>Makes a one-time ticket for a link that signs the caller's user in; ExchangeLoginTicket turns it into a token within ten minutes.</summary>
[Operation("POST", "login-tickets", Own = true, Group = "authentication", Success = StatusCodes.Status201Created, Needs = Role.ReadOnly)]
static class CreateLoginTicket
{
    public static Response Handle(LoginTickets tickets, HttpContext context)
    {
        var (ticket, expiresAt) = tickets.Issue(context.Features.GetRequiredFeature<Principal>().UserId);
        return new(ticket, expiresAt);
    }

    public sealed record Response(string Ticket, DateTimeOffset ExpiresAt);
}
