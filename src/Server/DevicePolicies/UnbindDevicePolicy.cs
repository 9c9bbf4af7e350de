using Dukou.Server.Api;

namespace Dukou.Server.DevicePolicies;

/// <summary>Takes a policy from devices, products or the resource space; each target succeeds or fails by itself.</summary>
[Operation("POST", "device-policies/{policyId}/unbind")]
static class UnbindDevicePolicy
{
    public static Task<PolicyTargetResults> Handle(string policyId, BindDevicePolicy.Request body, DevicePolicyStore policies, CancellationToken cancellationToken)
    {
        new Check().PolicyId(policyId).Targets(body.TargetType, body.TargetIds).Done();
        return policies.UnbindFromAsync(policyId, body.TargetType!, body.TargetIds!, cancellationToken);
    }
}
