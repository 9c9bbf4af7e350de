using Dukou.Server.Api;
using Dukou.Server.Spaces;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Certificates;

/// <summary>Lists CA certificates without their content, newest first.</summary>
[Operation("GET", "certificates")]
static class ListCertificates
{
    public static Response Handle([AsParameters] Paging paging, [FromQuery(Name = "app_id")] string? appId, CaCertificateStore authorities, SpaceStore spaces)
    {
        new Check().Text(appId, "app_id", 36, Patterns.Id).Done();
        if (appId is not null)
            spaces.Get(appId);
        var (found, page) = authorities.List(appId, paging.Checked());
        return new([.. found.Select(CaCertificateResponse.Of)], page);
    }

    public sealed record Response(IReadOnlyList<CaCertificateResponse> Certificates, Page Page);
}
