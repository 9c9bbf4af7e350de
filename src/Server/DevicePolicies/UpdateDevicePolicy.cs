using Dukou.Server.Api;

namespace Dukou.Server.DevicePolicies;

/// <summary>Replaces the given members of a policy. What devices publish from now on is judged by it; subscriptions that exist stay, but hear nothing that a DENY covers.</summary>
[Operation("PUT", "device-policies/{policyId}")]
static class UpdateDevicePolicy
{
    public static Task<DevicePolicy> Handle(string policyId, Request body, DevicePolicyStore policies, CancellationToken cancellationToken)
    {
        new Check().PolicyId(policyId).Policy(body.PolicyName, body.Statement).Done();
        return policies.ChangeAsync(policyId, body.PolicyName, body.Statement, cancellationToken);
    }

    public sealed record Request(string? PolicyName, IReadOnlyList<PolicyStatement>? Statement);
}
