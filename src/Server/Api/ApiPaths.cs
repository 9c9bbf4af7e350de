namespace Dukou.Server.Api;

/// <summary>Where the API lives: what lies below these paths needs credentials and leaves a trace.</summary>
static class ApiPaths
{
    static readonly PathString[] Roots = ["/v1", "/v3", "/v5"];

    public static bool Contain(PathString path) => Roots.Any(root => path.StartsWithSegments(root, StringComparison.OrdinalIgnoreCase));
}
