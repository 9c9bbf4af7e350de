using Dukou.Server.Api;

namespace Dukou.Server.Accounts;

/// <summary>Changes a user's name or role; its tokens and keys have the new role at once. One owner with an access key always stays.</summary>
[Operation("PUT", "users/{userId}", Own = true, Group = "user", Needs = Role.Owner)]
static class UpdateUser
{
    public static async Task<UserResponse> Handle(string userId, Request request, AccountStore accounts, CancellationToken cancellationToken)
    {
        new Check().UserName(request.UserName).UserRole(request.Role).Done();
        return UserResponse.Of(await accounts.UpdateUserAsync(userId, request.UserName, request.Role is null ? null : Roles.Parse(request.Role), cancellationToken));
    }

    public sealed record Request(string? UserName, string? Role);
}
