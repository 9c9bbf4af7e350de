using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.Features;

namespace Dukou.Server.Accounts;

/// <summary>Who the caller is, and its role.</summary>
[Operation("GET", "user", Own = true, Group = "user")]
static class ShowOwnUser
{
    public static UserResponse Handle(AccountStore accounts, HttpContext context) => UserResponse.Of(accounts.GetUser(context.Features.GetRequiredFeature<Principal>().UserId));
}
