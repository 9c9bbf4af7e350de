using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.Provisioning;

/// <summary>Deletes a registration group. Its devices stay, with the secrets that they have.</summary>
[Operation("DELETE", "registration-groups/{groupId}", Own = true, Success = StatusCodes.Status204NoContent, Group = "registration group")]
static class DeleteRegistrationGroup
{
    public static async Task<NoContent> Handle(string groupId, RegistrationGroupStore groups, CancellationToken cancellationToken)
    {
        await groups.DeleteAsync(groupId, cancellationToken);
        return TypedResults.NoContent();
    }
}
