namespace Dukou.Protocol.Iotda;

/// <summary>What a topic is for: the rows of the master topic table (D:3004), one member each. <c>{d}</c> is a device id, <c>{r}</c> a request id.</summary>
public enum DeviceTopicKind : byte
{
    /// <summary>Starts with <c>$</c> and is none of the others: nobody may use it.</summary>
    Unknown,

    /// <summary><c>$oc/devices/{d}/sys/properties/report</c>, up (D:3010).</summary>
    PropertiesReport,

    /// <summary><c>$oc/devices/{d}/sys/gateway/sub_devices/properties/report</c>, up (D:3006).</summary>
    GatewayPropertiesReport,

    /// <summary><c>$oc/devices/{d}/sys/properties/set/request_id={r}</c>, down (D:3008).</summary>
    PropertiesSet,

    /// <summary><c>$oc/devices/{d}/sys/properties/set/response/request_id={r}</c>, up.</summary>
    PropertiesSetResponse,

    /// <summary><c>$oc/devices/{d}/sys/properties/get/request_id={r}</c>, down (D:3011).</summary>
    PropertiesGet,

    /// <summary><c>$oc/devices/{d}/sys/properties/get/response/request_id={r}</c>, up.</summary>
    PropertiesGetResponse,

    /// <summary><c>$oc/devices/{d}/sys/shadow/get/request_id={r}</c>, up (D:3012).</summary>
    ShadowGet,

    /// <summary><c>$oc/devices/{d}/sys/shadow/get/response/request_id={r}</c>, down.</summary>
    ShadowGetResponse,

    /// <summary><c>$oc/devices/{d}/sys/messages/up</c> (D:3016).</summary>
    MessagesUp,

    /// <summary><c>$oc/devices/{d}/sys/messages/down</c> (D:3017).</summary>
    MessagesDown,

    /// <summary><c>$oc/devices/{d}/sys/commands/request_id={r}</c>, down (D:3014).</summary>
    Commands,

    /// <summary><c>$oc/devices/{d}/sys/commands/response/request_id={r}</c>, up.</summary>
    CommandsResponse,

    /// <summary><c>$oc/devices/{d}/sys/events/up</c> (D:3031 and others).</summary>
    EventsUp,

    /// <summary><c>$oc/devices/{d}/sys/events/down</c> (D:3019 and others).</summary>
    EventsDown,

    /// <summary><c>$oc/devices/{d}/user/{suffix}</c>, both ways, as the product's topic list allows (U:iot_02_9998).</summary>
    UserTopic,

    /// <summary>Any topic that does not start with <c>$</c>, both ways, as policies allow (U:iot_02_9999).</summary>
    CustomTopic,

    /// <summary><c>$oc/broadcast/{name}</c>, down (U:iot_01_00121).</summary>
    Broadcast,

    /// <summary><c>$oc/m2m/to/{target}/from/{source}/request_id={r}</c>, both ways; only the C SDK speaks it.</summary>
    DeviceToDevice,

    /// <summary><c>$oc/devices/{d}/sys/bootstrap/up</c> (PS:iot_03_0003).</summary>
    BootstrapUp,

    /// <summary><c>$oc/devices/{d}/sys/bootstrap/down</c>; the device subscribes explicitly.</summary>
    BootstrapDown,

    /// <summary><c>…/sys/login/request_id={r}</c> of a bridge, up: a device behind it connects.</summary>
    BridgeLogin,

    /// <summary><c>…/sys/login/response/request_id={r}</c> of a bridge, down.</summary>
    BridgeLoginResponse,

    /// <summary><c>…/sys/logout/request_id={r}</c> of a bridge, up.</summary>
    BridgeLogout,

    /// <summary><c>…/sys/logout/response/request_id={r}</c> of a bridge, down.</summary>
    BridgeLogoutResponse,

    /// <summary><c>…/sys/reset_secret/request_id={r}</c> of a bridge, up.</summary>
    BridgeResetSecret,

    /// <summary><c>…/sys/reset_secret/response/request_id={r}</c> of a bridge, down.</summary>
    BridgeResetSecretResponse,

    /// <summary><c>…/sys/disconnect</c> of a bridge, down: the platform closed the link of a device behind it.</summary>
    BridgeDisconnect,

    /// <summary><c>/huawei/v1/devices/{d}/data/{json|binary}</c>, up: the v3 platform's reports and command answers.</summary>
    LegacyData,

    /// <summary><c>/huawei/v1/devices/{d}/command/{json|binary}</c>, down: the v3 platform's commands.</summary>
    LegacyCommand,

    /// <summary><c>$oc/devices/{d}/sys/sub_device_manage/messages/up</c>, up, deprecated; only the C SDK speaks it.</summary>
    SubDeviceMessagesUp,
}

/// <summary>Who publishes on a topic.</summary>
public enum TopicDirection : byte
{
    /// <summary>Either side, as a product's topic list or a policy allows.</summary>
    Both,

    /// <summary>The device publishes; such a topic is never delivered back to it.</summary>
    Uplink,

    /// <summary>The platform publishes.</summary>
    Downlink,
}
