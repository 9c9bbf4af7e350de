using System.Text.RegularExpressions;
using Dukou.Server.Api;

namespace Dukou.Server.Accounts;

/// <summary>What a user's name, role and password may be.</summary>
static partial class UserFields
{
    public const int PasswordMin = 8;
    public const int PasswordMax = 256;

    public static Check UserName(this Check check, string? name) => check.Text(name, "user_name", 64, Name());

    public static Check UserRole(this Check check, string? role) => check.OneOf(role, "role", Roles.Names);

    public static Check NewPassword(this Check check, string? password, string path) => check.Text(password, path, PasswordMax, min: PasswordMin);

    [GeneratedRegex(@"^[\p{L}\p{N}._@-]*\z")]
    private static partial Regex Name();
}
