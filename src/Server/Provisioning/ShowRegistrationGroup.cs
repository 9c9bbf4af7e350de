using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.Features;

namespace Dukou.Server.Provisioning;

/// <summary>A registration group with its secret, unless the caller may only read.</summary>
[Operation("GET", "registration-groups/{groupId}", Own = true, Group = "registration group")]
static class ShowRegistrationGroup
{
    public static RegistrationGroupResponse Handle(string groupId, RegistrationGroupStore groups, HttpContext context)
    {
        var group = groups.Get(groupId);
        return RegistrationGroupResponse.Of(group, context.Features.GetRequiredFeature<Principal>().Role == Role.ReadOnly ? null : groups.UnprotectSecret(group));
    }
}
