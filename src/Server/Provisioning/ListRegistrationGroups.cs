using Dukou.Server.Api;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Provisioning;

/// <summary>Lists registration groups without their secrets, newest first.</summary>
[Operation("GET", "registration-groups", Own = true, Group = "registration group")]
static class ListRegistrationGroups
{
    public static Response Handle([AsParameters] Paging paging, [FromQuery(Name = "app_id")] string? appId, [FromQuery(Name = "product_id")] string? productId,
        RegistrationGroupStore groups)
    {
        new Check().Text(appId, "app_id", 36, Patterns.Id).Text(productId, "product_id", 36, Patterns.Id).Done();
        var (found, page) = groups.List(appId, productId, paging.Checked());
        return new([.. found.Select(group => RegistrationGroupResponse.Of(group))], page);
    }

    public sealed record Response(IReadOnlyList<RegistrationGroupResponse> RegistrationGroups, Page Page);
}
