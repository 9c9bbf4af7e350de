using Dukou.Server.Api;
using Dukou.Server.Spaces;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.DevicePolicies;

/// <summary>Lists policies without their statements, newest first.</summary>
[Operation("GET", "device-policies")]
static class ListDevicePolicies
{
    public static Response Handle([AsParameters] Paging paging, [FromQuery(Name = "app_id")] string? appId, [FromQuery(Name = "policy_name")] string? policyName,
        DevicePolicyStore policies, SpaceStore spaces)
    {
        new Check().Text(appId, "app_id", 36, Patterns.Id).Text(policyName, "policy_name", 256).Done();
        if (appId is not null)
            spaces.Get(appId);
        var (found, page) = policies.List(appId, policyName, paging.Checked());
        return new([.. found.Select(policy => new Row(policy.AppId, policy.PolicyId, policy.PolicyName, policy.CreateTime, policy.UpdateTime))], page);
    }

    public sealed record Response(IReadOnlyList<Row> Policies, Page Page);

    public sealed record Row(string AppId, string PolicyId, string PolicyName, DateTimeOffset CreateTime, DateTimeOffset UpdateTime);
}
