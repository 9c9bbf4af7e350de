using Dukou.Server.Api;
using Dukou.Server.Gateway;

namespace Dukou.Server.Home;

/// <summary>
/// <c>GET /v1/endpoints</c>: the addresses that devices and applications are told, and the platform's time. An operation of our own;
/// anonymous, because who could reach this has found the platform already.
/// </summary>
static class ShowEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/endpoints", Handle)
        .AllowAnonymous().WithName(nameof(ShowEndpoints)).WithTags("platform").WithDescription("The addresses that devices and applications are told.");

    static Response Handle(AdvertisedEndpoints advertised, ServerOptions options, TimeProvider clock)
    {
        var endpoints = advertised.Told;
        return new(Text(endpoints.Http), Text(endpoints.Https), Text(endpoints.Mqtt), Text(endpoints.Mqtts), options.Profile.ToString().ToLowerInvariant(), Instants.Millis(clock.GetUtcNow()));
    }

    static string? Text(Uri? address) => address?.GetLeftPart(UriPartial.Authority);

    sealed record Response(string? Http, string? Https, string? Mqtt, string? Mqtts, string Profile, string Time);
}
