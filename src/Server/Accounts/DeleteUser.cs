using Dukou.Server.Api;

namespace Dukou.Server.Accounts;

/// <summary>Deletes a user with its access keys; its tokens end. One owner with an access key always stays.</summary>
[Operation("DELETE", "users/{userId}", Own = true, Group = "user", Success = StatusCodes.Status204NoContent, Needs = Role.Owner)]
static class DeleteUser
{
    public static Task Handle(string userId, AccountStore accounts, CancellationToken cancellationToken) => accounts.RemoveUserAsync(userId, cancellationToken);
}
