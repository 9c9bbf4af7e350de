using Dukou.Server.Api;

namespace Dukou.Server.Spaces;

/// <summary>Renames a resource space.</summary>
[Operation("PUT", "apps/{appId}")]
static class UpdateApplication
{
    public static Task<Space> Handle(string appId, Request body, SpaceStore spaces, CancellationToken cancellationToken)
    {
        new Check().Text(body.AppName, "app_name", 64, Patterns.Name).Done();
        return spaces.RenameAsync(appId, body.AppName, cancellationToken);
    }

    public sealed record Request(string? AppName);
}
