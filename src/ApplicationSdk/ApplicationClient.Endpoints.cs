using System.Text.Json.Serialization;
using Dukou.ApplicationSdk.Models;

namespace Dukou.ApplicationSdk
{
    // What everybody may ask; only Dukou has it.
    public sealed partial class ApplicationClient
    {
        /// <summary>The addresses that devices and applications are told, and the platform's time (<c>GET /v1/endpoints</c>). Needs no proof.</summary>
        /// <exception cref="IotdaRequestException">The platform failed.</exception>
        public Task<ShowEndpointsResponse> ShowEndpointsAsync(CancellationToken cancellationToken = default) =>
            CallAsync(HttpMethod.Get, "/v1/endpoints", null, EndpointsJson.Default.ShowEndpointsResponse, cancellationToken);
    }

    [JsonSerializable(typeof(ShowEndpointsResponse))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    sealed partial class EndpointsJson : JsonSerializerContext;
}

namespace Dukou.ApplicationSdk.Models
{
    /// <summary>Where the platform is reached; a member is null when that listener is off.</summary>
    /// <param name="Http">The REST API.</param>
    /// <param name="Https">The same by TLS.</param>
    /// <param name="Mqtt">Devices.</param>
    /// <param name="Mqtts">The same by TLS.</param>
    /// <param name="Profile">iotda or relaxed.</param>
    /// <param name="Time">The platform's clock, UTC with milliseconds: stamps are compared with it.</param>
    public sealed record ShowEndpointsResponse(string? Http, string? Https, string? Mqtt, string? Mqtts, string? Profile, string? Time);
}
