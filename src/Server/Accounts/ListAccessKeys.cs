using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.Features;

namespace Dukou.Server.Accounts;

/// <summary>The caller's access keys, oldest first and without secrets; an owner's answer holds everybody's. A user has at most 20, so there are no pages.</summary>
[Operation("GET", "access-keys", Own = true, Group = "access key")]
static class ListAccessKeys
{
    public static Response Handle(AccountStore accounts, HttpContext context)
    {
        var caller = context.Features.GetRequiredFeature<Principal>();
        return new([.. from key in accounts.Keys
                       where caller.Role == Role.Owner || key.UserId == caller.UserId
                       select new Item(key.AccessKey, key.Description, key.CreatedAt, key.UserId, accounts.FindUser(key.UserId)?.Name)]);
    }

    public sealed record Response(IReadOnlyList<Item> AccessKeys);
    public sealed record Item(string AccessKey, string? Description, DateTimeOffset CreateTime, string UserId, string? UserName);
}
