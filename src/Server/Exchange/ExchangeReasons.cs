namespace Dukou.Server.Exchange;

/// <summary>Why what one device said did not reach another.</summary>
static class ExchangeReasons
{
    public static readonly Reason QueueFull = new("exchange.queue_full",
        "A message of {from} on {topic} found no place: {max} messages or {bytes} bytes wait for this device already. It was dropped.",
        "设备 {from} 在主题 {topic} 上的消息被丢弃：该设备已有 {max} 条消息或 {bytes} 字节在等待。",
        "Let the device acknowledge what it gets, come back sooner, or give its session a shorter expiry; the limits are options.",
        "请让设备及时确认收到的消息、更早重新接入，或缩短会话过期时间；上限可通过选项调整。");

    public static readonly Reason TooLarge = new("exchange.too_large_for_device",
        "A message of {from} on {topic} was not sent: the device takes no packet of more than {max} bytes.",
        "设备 {from} 在主题 {topic} 上的消息未下发：该设备不接受超过 {max} 字节的报文。",
        "Let the device announce a larger maximum packet size, or send less.",
        "请让设备声明更大的最大报文长度，或减小消息。");

    public static readonly Reason RetainedFull = new("exchange.retained_full",
        "The message on {topic} was not retained: {max} messages or {bytes} bytes are retained already.",
        "主题 {topic} 上的消息未被保留：已有 {max} 条保留消息或 {bytes} 字节。",
        "Clear retained messages that nobody needs by publishing an empty one on their topic, or raise the limit.",
        "请向不再需要的主题发布空的保留消息以清除，或提高上限。");
}
