using Dukou.Protocol.Iotda;

namespace Dukou.Server.Tests.Compatibility;

/// <summary>A topic of the device side and the kinds under which the platform knows it.</summary>
/// <param name="Topic">As tests name it; system topics without <c>$oc/devices/{device_id}/</c>.</param>
/// <param name="Direction">Who publishes.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Kinds">The platform's names for it.</param>
sealed record TopicRow(string Topic, string Direction, string Purpose, params DeviceTopicKind[] Kinds)
{
    public IEnumerable<Showing> Tests => TableShown.Topics[Topic];

    public string State => Tests.Any() ? "works" : "not built";
}

/// <summary>The master topic table of the device protocol (D:3004).</summary>
static class TableTopics
{
    public static IReadOnlyList<TopicRow> Rows { get; } =
    [
        new("sys/properties/report", "up", "property report", DeviceTopicKind.PropertiesReport),
        new("sys/gateway/sub_devices/properties/report", "up", "property report of child devices", DeviceTopicKind.GatewayPropertiesReport),
        new("sys/properties/set/request_id={r}", "down", "property set", DeviceTopicKind.PropertiesSet),
        new("sys/properties/set/response/request_id={r}", "up", "answer to a property set", DeviceTopicKind.PropertiesSetResponse),
        new("sys/properties/get/request_id={r}", "down", "property get", DeviceTopicKind.PropertiesGet),
        new("sys/properties/get/response/request_id={r}", "up", "answer to a property get", DeviceTopicKind.PropertiesGetResponse),
        new("sys/shadow/get/request_id={r}", "up", "a device asks for its shadow", DeviceTopicKind.ShadowGet),
        new("sys/shadow/get/response/request_id={r}", "down", "the shadow", DeviceTopicKind.ShadowGetResponse),
        new("sys/messages/up", "up", "message report", DeviceTopicKind.MessagesUp),
        new("sys/messages/down", "down", "message", DeviceTopicKind.MessagesDown),
        new("sys/commands/request_id={r}", "down", "command", DeviceTopicKind.Commands),
        new("sys/commands/response/request_id={r}", "up", "answer to a command", DeviceTopicKind.CommandsResponse),
        new("sys/events/up", "up", "events of the device, see below", DeviceTopicKind.EventsUp),
        new("sys/events/down", "down", "events for the device", DeviceTopicKind.EventsDown),
        new("user/{suffix}", "both", "topics that the product declares", DeviceTopicKind.UserTopic),
        new("any topic that does not start with $", "both", "topics that policies allow", DeviceTopicKind.CustomTopic),
        new("$oc/broadcast/{name}", "down", "broadcast", DeviceTopicKind.Broadcast),
        new("$oc/m2m/to/{target}/from/{source}/request_id={r}", "both", "device to device", DeviceTopicKind.DeviceToDevice),
        new("sys/bootstrap/up", "up", "provisioning", DeviceTopicKind.BootstrapUp),
        new("sys/bootstrap/down", "down", "provisioning", DeviceTopicKind.BootstrapDown),
        new("$oc/bridges/{bridge_id}/devices/{device_id}/sys/…", "both", "devices behind a bridge",
            DeviceTopicKind.BridgeLogin, DeviceTopicKind.BridgeLoginResponse, DeviceTopicKind.BridgeLogout, DeviceTopicKind.BridgeLogoutResponse,
            DeviceTopicKind.BridgeResetSecret, DeviceTopicKind.BridgeResetSecretResponse, DeviceTopicKind.BridgeDisconnect),
        new("/huawei/v1/devices/{device_id}/data/{json|binary}", "up", "reports of the v3 platform's devices", DeviceTopicKind.LegacyData),
        new("/huawei/v1/devices/{device_id}/command/{json|binary}", "down", "commands to the v3 platform's devices", DeviceTopicKind.LegacyCommand),
        new("sys/sub_device_manage/messages/up", "up", "deprecated report of gateways", DeviceTopicKind.SubDeviceMessagesUp),
    ];

    /// <summary>The system services of device events (section 2.11), by the name that their envelopes carry.</summary>
    public static IReadOnlyList<TopicRow> Events { get; } =
    [
        new("$sub_device_manager", "both", "a gateway adds, deletes and synchronizes its children and tells who of them is online"),
        new("$ota", "both", "firmware and software upgrade"),
        new("$file_manager", "both", "signed addresses for files up and down"),
        new("$time_sync", "both", "a device asks for the time"),
        new("$sdk_info", "up", "versions of SDK and software"),
        new("$device_info", "up", "the same by the name of an older page"),
        new("$log", "both", "logs of the device, switched on and off by the application"),
        new("$tunnel_manager", "down", "remote access"),
        new("$device_config", "both", "remote configuration"),
        new("$device_rule", "both", "linkage rules that run on the device"),
        new("$security_detection_config", "down", "what a device is to watch for its security: a property set from its shadow"),
        new("$sub_device_discovery", "both", "a gateway looks for children; no longer documented"),
        new("$oh_soft_bus", "both", "keys of the OpenHarmony soft bus"),
    ];
}
