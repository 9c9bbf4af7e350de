using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.Seeding;

/// <summary>
/// <c>POST /v1/test/reset</c>: brings an ephemeral platform back to its seed, between two tests of a CI job. There only with
/// <c>--ephemeral</c>; no credentials, callers on this machine only.
/// </summary>
static class ResetPlatform
{
    public static void Map(IEndpointRouteBuilder routes, ServerOptions options)
    {
        if (options.Ephemeral)
            routes.MapPost("/v1/test/reset", Handle).AllowAnonymous().AddEndpointFilter<LocalCaller>().ExcludeFromDescription();
    }

    static async Task<NoContent> Handle(Seeder seeder, CancellationToken cancellationToken)
    {
        await seeder.ResetAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
