using System.Text.Json;
using Dukou.Server.Api;
using Wire = Dukou.Protocol.Iotda.Payloads;

namespace Dukou.Server.Shadows;

/// <summary>A device's shadow as the API answers it; sections without content are left out.</summary>
sealed record ShadowResponse(string DeviceId, IReadOnlyList<ShadowResponse.ServiceResponse> Shadow)
{
    public static ShadowResponse Of(string deviceId, IReadOnlyList<ServiceShadow> services) => new(deviceId, [.. services.Select(service =>
        new ServiceResponse(service.ServiceId, Section(service.Desired, service.DesiredAt), Section(service.Reported, service.ReportedAt), service.Version))]);

    /// <summary>The same for a device that asks.</summary>
    public static Wire.ServiceShadow ToWire(ServiceShadow service) =>
        new(service.ServiceId, WireSection(service.Desired, service.DesiredAt), WireSection(service.Reported, service.ReportedAt), service.Version);

    static SectionResponse? Section(JsonElement? properties, DateTimeOffset? at) => properties is { } given ? new(given, at) : null;

    static Wire.ShadowSection? WireSection(JsonElement? properties, DateTimeOffset? at) =>
        properties is { } given ? new(given, at is { } instant ? Instants.Compact(instant) : null) : null;

    public sealed record ServiceResponse(string ServiceId, SectionResponse? Desired, SectionResponse? Reported, long Version);

    public sealed record SectionResponse(JsonElement Properties, DateTimeOffset? EventTime);
}
