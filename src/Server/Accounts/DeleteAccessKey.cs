using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.Features;

namespace Dukou.Server.Accounts;

/// <summary>Deletes an access key of the caller's user, or of anybody when an owner asks; requests signed with it are refused from then on. The last key of an owner stays.</summary>
[Operation("DELETE", "access-keys/{accessKey}", Own = true, Group = "access key", Success = StatusCodes.Status204NoContent, Needs = Role.ReadOnly)]
static class DeleteAccessKey
{
    public static Task Handle(string accessKey, AccountStore accounts, HttpContext context, CancellationToken cancellationToken)
    {
        var caller = context.Features.GetRequiredFeature<Principal>();
        return accounts.RemoveKeyAsync(accessKey, caller.Role == Role.Owner ? null : caller.UserId, cancellationToken);
    }
}
