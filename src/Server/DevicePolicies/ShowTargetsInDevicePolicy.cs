using System.Globalization;
using Dukou.Server.Api;

namespace Dukou.Server.DevicePolicies;

/// <summary>Lists what a policy is bound to, the latest binding first. The page is asked for in the body.</summary>
[Operation("POST", "device-policies/{policyId}/list-targets", ChangesNothing = true)]
static class ShowTargetsInDevicePolicy
{
    public static Response Handle(string policyId, Request? body, DevicePolicyStore policies)
    {
        new Check().PolicyId(policyId).OneOf(body?.TargetType, "target_type", PolicyTarget.Types).Done();
        var paging = new Paging(body?.Limit?.ToString(CultureInfo.InvariantCulture), body?.Marker, body?.Offset?.ToString(CultureInfo.InvariantCulture));
        var (targets, page) = policies.Targets(policyId, body?.TargetType, paging.Checked());
        return new(targets, page);
    }

    public sealed record Request(string? TargetType, int? Limit, string? Marker, int? Offset);

    public sealed record Response(IReadOnlyList<PolicyTarget> Targets, Page Page);
}
