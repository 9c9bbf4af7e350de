using Dukou.Server.Api;

namespace Dukou.Server.Accounts;

/// <summary>The users, oldest first. There are at most 50, so there are no pages.</summary>
[Operation("GET", "users", Own = true, Group = "user", Needs = Role.Owner)]
static class ListUsers
{
    public static Response Handle(AccountStore accounts) => new([.. accounts.Users.Select(UserResponse.Of)]);

    public sealed record Response(IReadOnlyList<UserResponse> Users);
}
