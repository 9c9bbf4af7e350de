namespace Dukou.Protocol.Iotda;

/// <summary>One fixed path behind <c>$oc/devices/{d}/sys/</c>. A path that ends in <c>request_id=</c> is followed by the request id.</summary>
sealed class SystemPath(DeviceTopicKind kind, TopicDirection direction, string text, bool bridgeOnly = false)
{
    public DeviceTopicKind Kind { get; } = kind;

    public TopicDirection Direction { get; } = direction;

    public string Text { get; } = text;

    public byte[] Bytes { get; } = System.Text.Encoding.ASCII.GetBytes(text);

    public bool TakesRequestId { get; } = text.EndsWith('=');

    /// <summary>True for paths that exist only below <c>$oc/bridges/{bridge}/devices/{d}/sys/</c>.</summary>
    public bool BridgeOnly { get; } = bridgeOnly;
}

/// <summary>The system paths, the most frequent first: parsing walks this list.</summary>
static class DeviceTopicTable
{
    public static readonly SystemPath[] Paths =
    [
        new(DeviceTopicKind.PropertiesReport, TopicDirection.Uplink, "properties/report"),
        new(DeviceTopicKind.MessagesUp, TopicDirection.Uplink, "messages/up"),
        new(DeviceTopicKind.CommandsResponse, TopicDirection.Uplink, "commands/response/request_id="),
        new(DeviceTopicKind.EventsUp, TopicDirection.Uplink, "events/up"),
        new(DeviceTopicKind.GatewayPropertiesReport, TopicDirection.Uplink, "gateway/sub_devices/properties/report"),
        new(DeviceTopicKind.PropertiesSetResponse, TopicDirection.Uplink, "properties/set/response/request_id="),
        new(DeviceTopicKind.PropertiesGetResponse, TopicDirection.Uplink, "properties/get/response/request_id="),
        new(DeviceTopicKind.ShadowGet, TopicDirection.Uplink, "shadow/get/request_id="),
        new(DeviceTopicKind.MessagesDown, TopicDirection.Downlink, "messages/down"),
        new(DeviceTopicKind.Commands, TopicDirection.Downlink, "commands/request_id="),
        new(DeviceTopicKind.PropertiesSet, TopicDirection.Downlink, "properties/set/request_id="),
        new(DeviceTopicKind.PropertiesGet, TopicDirection.Downlink, "properties/get/request_id="),
        new(DeviceTopicKind.ShadowGetResponse, TopicDirection.Downlink, "shadow/get/response/request_id="),
        new(DeviceTopicKind.EventsDown, TopicDirection.Downlink, "events/down"),
        new(DeviceTopicKind.BootstrapUp, TopicDirection.Uplink, "bootstrap/up"),
        new(DeviceTopicKind.BootstrapDown, TopicDirection.Downlink, "bootstrap/down"),
        new(DeviceTopicKind.SubDeviceMessagesUp, TopicDirection.Uplink, "sub_device_manage/messages/up"),
        new(DeviceTopicKind.BridgeLogin, TopicDirection.Uplink, "login/request_id=", bridgeOnly: true),
        new(DeviceTopicKind.BridgeLoginResponse, TopicDirection.Downlink, "login/response/request_id=", bridgeOnly: true),
        new(DeviceTopicKind.BridgeLogout, TopicDirection.Uplink, "logout/request_id=", bridgeOnly: true),
        new(DeviceTopicKind.BridgeLogoutResponse, TopicDirection.Downlink, "logout/response/request_id=", bridgeOnly: true),
        new(DeviceTopicKind.BridgeResetSecret, TopicDirection.Uplink, "reset_secret/request_id=", bridgeOnly: true),
        new(DeviceTopicKind.BridgeResetSecretResponse, TopicDirection.Downlink, "reset_secret/response/request_id=", bridgeOnly: true),
        new(DeviceTopicKind.BridgeDisconnect, TopicDirection.Downlink, "disconnect", bridgeOnly: true),
    ];

    static readonly SystemPath?[] ByKind = Index();

    /// <summary>The path of a kind, or null when the kind has no fixed path.</summary>
    public static SystemPath? Find(DeviceTopicKind kind) => (int)kind < ByKind.Length ? ByKind[(int)kind] : null;

    static SystemPath?[] Index()
    {
        var byKind = new SystemPath?[Enum.GetValues<DeviceTopicKind>().Length];
        foreach (var path in Paths)
            byKind[(int)path.Kind] = path;
        return byKind;
    }
}
