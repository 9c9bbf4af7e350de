using Dukou.Server.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.Api.Authentication;

/// <summary>
/// <c>POST /v1/login-tickets/exchange {"ticket":"…"}</c>: a one-time ticket for a token, which is the header <c>X-Subject-Token</c> of
/// the answer. An operation of our own; anonymous, because the ticket is the proof. 256 bits can't be guessed, so attempts are not limited.
/// </summary>
static class ExchangeLoginTicket
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/login-tickets/exchange", Handle)
        .AllowAnonymous().WithName(nameof(ExchangeLoginTicket)).WithTags("authentication").WithDescription("Exchanges a one-time login ticket for a token (header X-Subject-Token).")
        .Produces<Response>(StatusCodes.Status201Created);

    static JsonHttpResult<Response> Handle(Request request, LoginTickets tickets, Tokens tokens, AccountStore accounts, ApiOptions options, HttpContext context)
    {
        new Check().Required(request.Ticket, "ticket").Text(request.Ticket, "ticket", 128).Done();
        if (tickets.Take(request.Ticket!) is not { } user)
            throw Refusals.Unauthenticated(ApiReasons.TicketUnknown);
        var (token, expiresAt) = tokens.Issue(user, options.TokenLifetime);
        context.Features.Set(new Principal(user.UserId, user.Name, user.Role, null));
        context.Response.Headers[CreateToken.TokenHeader] = token;
        return TypedResults.Json(new Response(user.Name, accounts.Project.ProjectId, expiresAt), statusCode: StatusCodes.Status201Created);
    }

    sealed record Request(string? Ticket);
    sealed record Response(string UserName, string ProjectId, DateTimeOffset ExpiresAt);
}
