using Dukou.Server.Api;

namespace Dukou.Server.Accounts;

/// <summary>A user as the API shows it.</summary>
/// <param name="UserId">The user's id.</param>
/// <param name="UserName">With which it signs in.</param>
/// <param name="Role">owner, operator or read_only.</param>
/// <param name="CreateTime">When it was made.</param>
sealed record UserResponse(string UserId, string UserName, string Role, DateTimeOffset CreateTime)
{
    public static UserResponse Of(AccountUser user) => new(user.UserId, user.Name, Roles.Of(user.Role), user.CreatedAt);
}
