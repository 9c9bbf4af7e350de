using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.DevicePolicies;

/// <summary>Deletes a policy and all its bindings.</summary>
[Operation("DELETE", "device-policies/{policyId}")]
static class DeleteDevicePolicy
{
    public static async Task<NoContent> Handle(string policyId, DevicePolicyStore policies, CancellationToken cancellationToken)
    {
        new Check().PolicyId(policyId).Done();
        await policies.DeleteAsync(policyId, cancellationToken);
        return TypedResults.NoContent();
    }
}
