using Dukou.Server.Api;

namespace Dukou.Server.DevicePolicies;

/// <summary>Shows one policy.</summary>
[Operation("GET", "device-policies/{policyId}")]
static class ShowDevicePolicy
{
    public static DevicePolicy Handle(string policyId, DevicePolicyStore policies)
    {
        new Check().PolicyId(policyId).Done();
        return policies.Get(policyId);
    }
}
