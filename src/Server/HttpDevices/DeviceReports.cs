using Dukou.Protocol.Iotda;

namespace Dukou.Server.HttpDevices;

/// <summary>
/// The three reports of the HTTPS device API (D:7008-7011): a message, properties, and a gateway's for its children. Not in the document of the
/// application API.
/// </summary>
static class DeviceReports
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Report(routes, "sys/messages/up", "ReportMessageOverHttp", DeviceTopicKind.MessagesUp);
        Report(routes, "sys/properties/report", "ReportPropertiesOverHttp", DeviceTopicKind.PropertiesReport);
        // A hyphen here, an underscore in the topic.
        Report(routes, "sys/gateway/sub-devices/properties/report", "ReportChildrenOverHttp", DeviceTopicKind.GatewayPropertiesReport);
    }

    static void Report(IEndpointRouteBuilder routes, string path, string name, DeviceTopicKind kind) =>
        routes.MapPost("/v5/devices/{deviceId}/" + path, (HttpContext context, string deviceId, HttpUplink uplink) => uplink.AcceptAsync(context, deviceId, kind))
            .AllowAnonymous().WithName(name).ExcludeFromDescription();
}
