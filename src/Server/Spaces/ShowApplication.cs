using Dukou.Server.Api;

namespace Dukou.Server.Spaces;

/// <summary>Shows one resource space.</summary>
[Operation("GET", "apps/{appId}")]
static class ShowApplication
{
    public static Space Handle(string appId, SpaceStore spaces) => spaces.Get(appId);
}
