using Dukou.Server.Api;

namespace Dukou.Server.DevicePolicies;

/// <summary>Lets a policy hold for devices, products or the resource space; each target succeeds or fails by itself.</summary>
[Operation("POST", "device-policies/{policyId}/bind")]
static class BindDevicePolicy
{
    public static Task<PolicyTargetResults> Handle(string policyId, Request body, DevicePolicyStore policies, CancellationToken cancellationToken)
    {
        new Check().PolicyId(policyId).Targets(body.TargetType, body.TargetIds).Done();
        return policies.BindToAsync(policyId, body.TargetType!, body.TargetIds!, cancellationToken);
    }

    public sealed record Request(string? TargetType, IReadOnlyList<string>? TargetIds);
}
