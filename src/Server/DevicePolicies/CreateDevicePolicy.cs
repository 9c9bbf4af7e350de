using Dukou.Server.Api;
using Dukou.Server.Spaces;

namespace Dukou.Server.DevicePolicies;

/// <summary>Creates a policy. It holds for nobody until BindDevicePolicy.</summary>
[Operation("POST", "device-policies")]
static class CreateDevicePolicy
{
    public static Task<DevicePolicy> Handle(Request body, DevicePolicyStore policies, SpaceStore spaces, CancellationToken cancellationToken)
    {
        new Check()
            .Required(body.PolicyName, "policy_name").Required(body.Statement, "statement")
            .Text(body.AppId, "app_id", 36, Patterns.Id)
            .Policy(body.PolicyName, body.Statement)
            .Done();
        return policies.AddAsync(spaces.Get(body.AppId).AppId, body.PolicyName!, body.Statement!, cancellationToken);
    }

    public sealed record Request(string? PolicyName, string? AppId, IReadOnlyList<PolicyStatement>? Statement);
}
