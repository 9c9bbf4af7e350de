using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.Spaces;

/// <summary>Deletes a resource space with its products and devices; links of its devices are cut.</summary>
[Operation("DELETE", "apps/{appId}")]
static class DeleteApplication
{
    public static async Task<NoContent> Handle(string appId, SpaceStore spaces, IEnumerable<ISpaceContent> contents, CancellationToken cancellationToken)
    {
        await spaces.DeleteAsync(appId, [.. contents], cancellationToken);
        return TypedResults.NoContent();
    }
}
