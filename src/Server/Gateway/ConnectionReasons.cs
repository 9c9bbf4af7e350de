namespace Dukou.Server.Gateway;

/// <summary>How connection attempts and connections end, before and after authentication.</summary>
static class ConnectionReasons
{
    public static readonly Reason Accepted = new("connect.accepted",
        "Connected by {version} from {address} with keep-alive {keepalive} s.",
        "已通过 {version} 从 {address} 接入，心跳 {keepalive} 秒。");

    public static readonly Reason WillIgnored = new("connect.will_ignored",
        "The CONNECT carries a will message, which IoTDA doesn't support; it was ignored.",
        "CONNECT 携带了遗嘱消息，IoTDA 不支持遗嘱，已忽略。",
        "Use the device's status notifications instead of a will.",
        "请使用设备状态通知代替遗嘱。");

    public static readonly Reason WillNotSupported = new("connect.will_not_supported",
        "The CONNECT carries a will message with {asked}, which IoTDA doesn't support and MQTT 5 has refused.",
        "CONNECT 携带的遗嘱消息使用了 {asked}，IoTDA 不支持，按 MQTT 5 规定拒绝接入。",
        "Connect without a will and use the device's status notifications instead.",
        "请去掉遗嘱，使用设备状态通知代替。");

    public static readonly Reason NotMqtt = new("connect.not_mqtt",
        "The first bytes from {address} are not an MQTT CONNECT: {problem}.",
        "来自 {address} 的首个报文不是 MQTT CONNECT：{problem}。",
        "Check that the client speaks MQTT on this port, and TLS on the MQTTS port only.",
        "请确认客户端在此端口使用 MQTT 协议，且仅在 MQTTS 端口使用 TLS。");

    public static readonly Reason NoConnect = new("connect.no_connect_in_time",
        "{address} opened a connection but sent no whole CONNECT within {seconds} s.",
        "{address} 建立了连接，但在 {seconds} 秒内没有发送完整的 CONNECT。",
        "Send CONNECT right after the connection is open.",
        "请在建立连接后立即发送 CONNECT。");

    public static readonly Reason Incomplete = new("connect.incomplete",
        "{address} closed the connection after {bytes} bytes, before its CONNECT was whole.",
        "{address} 在发送 {bytes} 字节后关闭了连接，CONNECT 报文不完整。",
        "Look at why the client gave up; a proxy in between that cuts the connection looks the same.",
        "请检查客户端提前断开的原因；中间代理断开连接时也会出现此情况。");

    public static readonly Reason TlsFailed = new("connect.tls_failed",
        "The TLS handshake with {address} failed.",
        "与 {address} 的 TLS 握手失败。",
        "Let the client trust the platform's ca.pem and call the platform by a name in its certificate; plain MQTT belongs to the MQTT port.",
        "请让客户端信任平台的 ca.pem，并使用证书中包含的名称访问平台；非加密的 MQTT 请使用 MQTT 端口。");

    public static readonly Reason TlsClosed = new("connect.tls_closed",
        "{address} closed the connection right after the TLS handshake, before any MQTT: it probably doesn't trust the platform's certificate.",
        "{address} 在 TLS 握手后立即关闭了连接，没有发送 MQTT 报文：客户端可能不信任平台证书。",
        "Let the client trust the platform's ca.pem and call the platform by a name in its certificate.",
        "请让客户端信任平台的 ca.pem，并使用证书中包含的名称访问平台。");

    public static readonly Reason AuthenticationMethod = new("connect.authentication_method",
        "The CONNECT asks for the enhanced authentication method {method}, which IoTDA doesn't know.",
        "CONNECT 请求使用增强认证方式 {method}，IoTDA 不支持。",
        "Send user name and password only.",
        "请仅使用用户名和密码认证。");

    public static readonly Reason UnsupportedVersion = new("connect.unsupported_version",
        "The client asks for an MQTT version that isn't supported: {problem}.",
        "客户端请求的 MQTT 版本不受支持：{problem}。",
        "Use MQTT 3.1, 3.1.1 or 5.0.",
        "请使用 MQTT 3.1、3.1.1 或 5.0。");

    public static readonly Reason KeepAliveOutOfRange = new("connect.keep_alive_out_of_range",
        "The keep-alive is {keepalive} s; it must be from {min} to {max} s.",
        "心跳时间为 {keepalive} 秒，必须在 {min} 到 {max} 秒之间。",
        "Set the client's keep-alive to 120 s.",
        "请将客户端的心跳时间设置为 120 秒。");

    public static readonly Reason UnknownClientIdShape = new("connect.client_id_malformed",
        "The client id '{client_id}' has no form that the platform knows: {problem}.",
        "ClientId“{client_id}”的格式不正确：{problem}。",
        "Use DEVICE-ID_0_0_YYYYMMDDHH with the UTC hour, as `dukou credentials` prints it.",
        "请使用 设备ID_0_0_YYYYMMDDHH（UTC 小时）的格式，可用 dukou credentials 生成。");

    public static readonly Reason TooManyConnections = new("connect.too_many_connections",
        "The platform holds {max} connections and takes no more.",
        "平台已有 {max} 个连接，无法接受更多连接。",
        "Raise the limit, or find out which clients hold connections that they don't need.",
        "请提高连接数上限，或检查哪些客户端占用了不需要的连接。");

    public static readonly Reason Unavailable = new("connect.unavailable",
        "The platform can't answer for its storage right now: {problem}.",
        "平台存储暂时不可用：{problem}。",
        "Try again; an operator finds the cause in the platform's log.",
        "请稍后重试；运维人员可在平台日志中查看原因。");

    public static readonly Reason ClosedByDevice = new("connection.closed_by_device",
        "The device said goodbye (DISCONNECT).", "设备主动断开连接（DISCONNECT）。");

    public static readonly Reason LinkLost = new("connection.link_lost",
        "The link ended without DISCONNECT from the device.",
        "链路中断，设备没有发送 DISCONNECT。",
        "Usual with cellular links; if it repeats, look at the signal and at what the device does before.",
        "蜂窝网络下较常见；如果反复出现，请检查信号及设备断开前的行为。");

    public static readonly Reason KeepAliveTimeout = new("connection.keep_alive_timeout",
        "Nothing came from the device for {seconds} s, 1.5 times its keep-alive of {keepalive} s.",
        "设备在 {seconds} 秒内（心跳 {keepalive} 秒的 1.5 倍）没有任何报文。",
        "Let the device ping within its keep-alive; umqtt on some boards doesn't do it by itself.",
        "请确保设备在心跳周期内发送 PINGREQ；部分开发板的 umqtt 不会自动发送。");

    public static readonly Reason TakenOver = new("connection.taken_over",
        "The same device connected again from {address}; the older link was closed.",
        "同一设备从 {address} 再次接入，旧连接已断开。",
        "If both are wanted, register two devices; one device has one link.",
        "如果需要两个连接，请注册两个设备；每个设备只能有一个连接。");

    public static readonly Reason ProtocolError = new("connection.protocol_error",
        "The device broke the MQTT protocol: {problem}",
        "设备违反了 MQTT 协议：{problem}",
        "Look at the client library's version and how it is called.",
        "请检查 MQTT 客户端库的版本和调用方式。");

    public static readonly Reason OverRate = new("connection.over_rate",
        "The device published faster than {messages} messages or {bytes} bytes a second.",
        "设备的发布速率超过每秒 {messages} 条消息或 {bytes} 字节。",
        "Send less often, or several values in one report; with the option disconnect_above_rate=0 the platform reads more slowly instead.",
        "请降低上报频率，或在一条消息中上报多个值；将选项 disconnect_above_rate 设为 0 时平台仅减慢读取。");

    public static readonly Reason SlowReader = new("connection.slow_reader",
        "The device doesn't read what it is sent; more than {bytes} bytes waited and the link was cut.",
        "设备没有读取下行数据，积压超过 {bytes} 字节，连接已断开。",
        "Read in a loop (wait_msg or check_msg), also while publishing.",
        "请在循环中读取（wait_msg 或 check_msg），发布消息时也要读取。");

    public static readonly Reason Failed = new("connection.failed",
        "The platform made a mistake while it served this connection and dropped it.",
        "平台在处理此连接时发生内部错误，连接已断开。",
        "The device may connect again; the platform's log holds the error, which should be reported.",
        "设备可重新接入；平台日志记录了该错误，请反馈。");

    public static readonly Reason Stopping = new("connection.platform_stopping",
        "The platform is stopping.", "平台正在停止。");

    public static readonly Reason SubscriptionRefused = new("subscribe.refused",
        "The device may not subscribe to {filter}.",
        "设备无权订阅 {filter}。",
        "Subscribe to the device's own topics, or let a device policy allow the filter as it is written; system topics need no subscription at all.",
        "请订阅设备自身的主题，或通过设备策略按原样允许该过滤器；系统主题无需订阅。");

    public static readonly Reason FilterTooLong = new("subscribe.filter_too_long",
        "The topic filter {filter} has {bytes} bytes; at most {max} are allowed.",
        "主题过滤器 {filter} 为 {bytes} 字节，最多允许 {max} 字节。",
        "Use shorter topics, or a wildcard for their last levels.",
        "请使用更短的主题，或用通配符代替末尾的层级。");

    public static readonly Reason SharedSubscription = new("subscribe.shared",
        "{filter} is a shared subscription, which IoTDA doesn't support.",
        "{filter} 是共享订阅，IoTDA 不支持共享订阅。",
        "Subscribe to the filter itself.",
        "请直接订阅该主题过滤器。");

    public static readonly Reason TooManySubscriptions = new("subscribe.too_many",
        "The connection has {max} subscriptions already; {filter} was refused.",
        "连接已有 {max} 个订阅，{filter} 被拒绝。",
        "Use a wildcard such as commands/# instead of single topics.",
        "请使用 commands/# 等通配符代替多个单独的主题。");

    public static readonly Reason TopicCrowded = new("subscribe.crowded",
        "{max} devices listen to {filter} already; the subscription was refused.",
        "已有 {max} 个设备订阅 {filter}，该订阅被拒绝。",
        "Spread the devices over several topics, or raise the option TopicSubscribersMax.",
        "请将设备分散到多个主题，或调大选项 TopicSubscribersMax。");
}
