using Dukou.Server.Api;

namespace Dukou.Server.Accounts;

/// <summary>Makes a user. Without a password one is generated, which is in this answer and nowhere else.</summary>
[Operation("POST", "users", Own = true, Group = "user", Success = StatusCodes.Status201Created, Needs = Role.Owner)]
static class CreateUser
{
    public static async Task<Response> Handle(Request request, AccountStore accounts, CancellationToken cancellationToken)
    {
        new Check()
            .Required(request.UserName, "user_name").UserName(request.UserName)
            .Required(request.Role, "role").UserRole(request.Role)
            .NewPassword(request.Password, "password")
            .Done();
        var password = request.Password ?? Generated.Password();
        var user = await accounts.AddUserAsync(request.UserName!, Roles.Parse(request.Role!), password, cancellationToken);
        return new(user.UserId, user.Name, Roles.Of(user.Role), user.CreatedAt, request.Password is null ? password : null);
    }

    public sealed record Request(string? UserName, string? Role, string? Password);

    /// <param name="UserId">The user's id.</param>
    /// <param name="UserName">With which it signs in.</param>
    /// <param name="Role">owner, operator or read_only.</param>
    /// <param name="CreateTime">When it was made.</param>
    /// <param name="Password">Present when it was generated.</param>
    public sealed record Response(string UserId, string UserName, string Role, DateTimeOffset CreateTime, string? Password);
}
