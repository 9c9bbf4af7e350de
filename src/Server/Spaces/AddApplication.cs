using Dukou.Server.Api;

namespace Dukou.Server.Spaces;

/// <summary>Creates a resource space.</summary>
[Operation("POST", "apps")]
static class AddApplication
{
    public static async Task<Space> Handle(Request body, SpaceStore spaces, IEnumerable<ISpaceContent> contents, CancellationToken cancellationToken)
    {
        new Check().Required(body.AppName, "app_name").Text(body.AppName, "app_name", 64, Patterns.Name).Done();
        var space = await spaces.AddAsync(body.AppName!, cancellationToken);
        // What a process that ends here leaves out is made at its next start.
        foreach (var content in contents)
            await content.FurnishAsync(space.AppId, cancellationToken);
        return space;
    }

    public sealed record Request(string? AppName);
}
