using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.Features;

namespace Dukou.Server.Accounts;

/// <summary>Makes another access key for the caller's user, whose role it has. Its secret is in this answer and nowhere else.</summary>
[Operation("POST", "access-keys", Own = true, Group = "access key", Success = StatusCodes.Status201Created, Needs = Role.ReadOnly)]
static class CreateAccessKey
{
    public static async Task<Response> Handle(Request request, AccountStore accounts, HttpContext context, CancellationToken cancellationToken)
    {
        new Check().Text(request.Description, "description", 256, min: 0).Done();
        var key = await accounts.AddKeyAsync(context.Features.GetRequiredFeature<Principal>().UserId, request.Description, cancellationToken);
        return new(key.AccessKey, key.SecretKey, key.Description, key.CreatedAt);
    }

    public sealed record Request(string? Description);
    public sealed record Response(string AccessKey, string SecretKey, string? Description, DateTimeOffset CreateTime);
}
