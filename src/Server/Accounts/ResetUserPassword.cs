using Dukou.Server.Api;

namespace Dukou.Server.Accounts;

/// <summary>Gives a user a new password and ends its tokens. Without one in the request a password is generated, which is in this answer and nowhere else.</summary>
[Operation("POST", "users/{userId}/reset-password", Own = true, Group = "user", Needs = Role.Owner)]
static class ResetUserPassword
{
    public static async Task<Response> Handle(string userId, Request request, AccountStore accounts, CancellationToken cancellationToken)
    {
        new Check().NewPassword(request.Password, "password").Done();
        var password = request.Password ?? Generated.Password();
        await accounts.SetPasswordAsync(userId, password, cancellationToken);
        return new(userId, request.Password is null ? password : null);
    }

    public sealed record Request(string? Password);

    /// <param name="UserId">The user.</param>
    /// <param name="Password">Present when it was generated.</param>
    public sealed record Response(string UserId, string? Password);
}
