namespace Dukou.Server.Pipeline;

/// <summary>Why a publish from a device was refused or changed.</summary>
static class UplinkReasons
{
    public static readonly Reason UnknownTopic = new("uplink.unknown_topic",
        "The platform has no use for messages on topic {topic}.",
        "平台不处理主题 {topic} 上的消息。",
        "Compare the topic with the list in the guide; system topics begin with $oc/devices/ and the device's own id.",
        "请对照指南中的主题列表；系统主题以 $oc/devices/ 和设备自身 ID 开头。");

    public static readonly Reason ForeignTopic = new("uplink.foreign_topic",
        "Topic {topic} belongs to another device than {device}, which is connected here.",
        "主题 {topic} 不属于当前连接的设备 {device}。",
        "Publish with the device id {device} in the topic.",
        "请在主题中使用设备 ID {device}。");

    public static readonly Reason BootstrapOnly = new("uplink.bootstrap_only",
        "Device {device} is connected by the secret of its registration group, which gives no access to topic {topic}.",
        "设备 {device} 以注册组密钥接入，无权使用主题 {topic}。",
        "Publish on sys/bootstrap/up, then connect anew with the device secret of the answer.",
        "请在 sys/bootstrap/up 上发布请求，然后使用应答中的设备密钥重新接入。");

    public static readonly Reason TopicNotAllowed = new("uplink.topic_not_allowed",
        "The device may not publish on {topic}.",
        "设备无权在主题 {topic} 上发布消息。",
        "Declare topics below $oc/…/user/ in the product's topic list; for others let a device policy allow them, and none deny them.",
        "$oc/…/user/ 下的主题请在产品的自定义 Topic 中声明；其他主题请通过设备策略允许，且不被任何策略拒绝。");

    public static readonly Reason TopicTooLong = new("uplink.topic_too_long",
        "Topic {topic} has {bytes} bytes; at most {max} are allowed outside the system topics.",
        "主题 {topic} 为 {bytes} 字节，非系统主题最多允许 {max} 字节。",
        "Use a shorter topic and put the rest into the payload.",
        "请使用更短的主题，其余信息放入消息体。");

    public static readonly Reason PayloadTooLarge = new("uplink.payload_too_large",
        "The payload has {bytes} bytes; at most {max} are allowed on this topic.",
        "消息体为 {bytes} 字节，该主题最多允许 {max} 字节。",
        "Split the report into several smaller ones.",
        "请拆分为多条较小的消息上报。");

    public static readonly Reason MalformedPayload = new("uplink.malformed_payload",
        "The payload isn't the JSON that this topic takes: {problem}.",
        "消息体不是该主题要求的 JSON：{problem}。",
        "Send UTF-8 JSON in the documented form; the excerpt shows what arrived.",
        "请按文档格式发送 UTF-8 编码的 JSON；摘录显示了实际收到的内容。");

    public static readonly Reason NothingFitsTheModel = new("uplink.nothing_fits_the_model",
        "No property of the report fits the product model: {drops}.",
        "上报的属性均不符合产品模型：{drops}。",
        "Correct the report or the product model; names are case-sensitive.",
        "请修正上报内容或产品模型；名称区分大小写。");

    public static readonly Reason PartlyDropped = new("uplink.partly_dropped",
        "Part of the report was dropped: {drops}. The rest is stored.",
        "部分属性被丢弃：{drops}。其余内容已保存。",
        "Correct the report or the product model; names are case-sensitive.",
        "请修正上报内容或产品模型；名称区分大小写。");

    public static readonly Reason Stored = new("uplink.stored", "Stored.", "已保存。");

    public static readonly Reason RequestIdMissing = new("uplink.request_id_missing",
        "Topic {topic} names no request id, so the platform can't tell what is answered.",
        "主题 {topic} 中没有 request_id，平台无法判断所响应的请求。",
        "Answer on the topic of the request with response/ before request_id=.",
        "请在请求主题的 request_id= 之前加上 response/ 后作答。");

    public static readonly Reason NobodyWaits = new("uplink.nobody_waits",
        "Nobody waits for an answer to request {request_id}: it came after 20 s, for the second time, or the request never was.",
        "没有请求在等待 {request_id} 的响应：响应晚于 20 秒、重复，或该请求不存在。",
        "Answer commands within 20 s, once, with the request id of the topic; use messages for slower work.",
        "请在 20 秒内用主题中的 request_id 响应一次命令；耗时较长的操作请使用消息。");

    public static readonly Reason EncodingNotSupported = new("uplink.encoding_not_supported",
        "The payload is announced as {encoding}, which this topic doesn't take.",
        "该主题不支持声明的消息体编码 {encoding}。",
        "Send the payload without compression; only reports and messages may be compressed.",
        "请发送未压缩的消息体；只有属性上报和消息上报可以压缩。");

    public static readonly Reason BrokenGzip = new("uplink.broken_gzip",
        "The topic announces gzip, but the payload is not gzip to its end.",
        "主题声明了 gzip，但消息体不是完整的 gzip 数据。",
        "Compress the payload with gzip (not deflate or zlib), or leave ?encoding=gzip out.",
        "请使用 gzip（而非 deflate 或 zlib）压缩消息体，或去掉 ?encoding=gzip。");

    public static readonly Reason InflatedTooLarge = new("uplink.inflated_too_large",
        "The payload of {bytes} compressed bytes has more than {max} bytes when it is inflated, which is the most on this topic.",
        "消息体压缩后为 {bytes} 字节，解压后超过该主题允许的 {max} 字节。",
        "Split the report into several smaller ones; the limit holds for what is inside.",
        "请拆分为多条较小的消息上报；限制针对解压后的内容。");

    public static readonly Reason ForeignObjectDevice = new("uplink.foreign_object_device",
        "The payload names device {object} as its object, which is neither {device} nor a child of it.",
        "消息体中的 object_device_id 为 {object}，它既不是 {device}，也不是其子设备。",
        "Leave object_device_id out, or name a device that is registered below this gateway.",
        "请去掉 object_device_id，或填写注册在该网关下的设备 ID。");

    public static readonly Reason QoS2NotSupported = new("uplink.qos2_not_supported",
        "A publish came with QoS 2, which IoTDA doesn't know; the connection was closed.",
        "收到 QoS 2 的消息，IoTDA 不支持 QoS 2，连接已断开。",
        "Publish with QoS 0 or 1.",
        "请使用 QoS 0 或 1 发布。");
}
