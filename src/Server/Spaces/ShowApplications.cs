using Dukou.Server.Api;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Spaces;

/// <summary>Lists the resource spaces; there are few, so there are no pages.</summary>
[Operation("GET", "apps")]
static class ShowApplications
{
    public static Response Handle(SpaceStore spaces, [FromQuery(Name = "default_app")] string? defaultApp)
    {
        var check = new Check();
        var wanted = check.Flag(defaultApp, "default_app");
        check.Done();
        return new([.. spaces.All.Where(space => wanted is null || space.DefaultApp == wanted)]);
    }

    public sealed record Response(IReadOnlyList<Space> Applications);
}
