namespace Dukou.Server.Messages;

/// <summary>How messages to devices end.</summary>
static class MessageReasons
{
    public static readonly Reason Acknowledged = new("message.acknowledged",
        "The device acknowledged the message (QoS 1).", "设备已确认该消息（QoS 1）。");

    public static readonly Reason Sent = new("message.sent",
        "The device's socket took the message (QoS 0); whether the device read it, nobody says.",
        "消息已写入设备的连接（QoS 0）；设备是否读取不得而知。",
        "Let the device subscribe to {topic} with QoS 1 when it should acknowledge.",
        "如需设备确认，请让设备以 QoS 1 订阅 {topic}。");

    public static readonly Reason AssumedSent = new("message.assumed_sent",
        "The platform stopped while the message was being sent (QoS 0); the device may or may not have it.",
        "平台在发送该消息（QoS 0）时停止；设备可能收到，也可能没有收到。",
        "Let the device subscribe to {topic} with QoS 1: what is not acknowledged is sent again.",
        "请让设备以 QoS 1 订阅 {topic}：未被确认的消息会重新发送。");

    public static readonly Reason Offline = new("message.device_offline",
        "The device {device} is not online, and the message was not to be cached (ttl 0).",
        "设备 {device} 不在线，且该消息不缓存（ttl 为 0）。",
        "Send it with a ttl, so that it waits for the device; the device's last connection entry says why it is gone.",
        "请设置 ttl 让消息等待设备上线；设备最近的连接记录说明了离线原因。");

    public static readonly Reason NotSubscribed = new("message.not_subscribed",
        "The device {device} is online but has not subscribed to {topic}.",
        "设备 {device} 在线，但没有订阅 {topic}。",
        "Let the device subscribe to it after it has connected; only its system topics need no subscription.",
        "请让设备在连接后订阅该主题；只有系统主题无需订阅。");

    public static readonly Reason Unacknowledged = new("message.unacknowledged",
        "The device {device} did not acknowledge the message (QoS 1), and it was not to be cached (ttl 0).",
        "设备 {device} 没有确认该消息（QoS 1），且该消息不缓存（ttl 为 0）。",
        "Send it with a ttl, so that it is sent again; a device must answer QoS 1 with PUBACK.",
        "请设置 ttl 以便重新发送；设备必须用 PUBACK 应答 QoS 1 消息。");

    public static readonly Reason QueueFull = new("message.queue_full",
        "The device {device} has as many unacknowledged messages under way as it may, and this one was not to be cached (ttl 0).",
        "设备 {device} 未确认的消息已达上限，且该消息不缓存（ttl 为 0）。",
        "Send it with a ttl, so that it waits its turn.", "请设置 ttl 让消息排队等待。");

    public static readonly Reason PushedOut = new("message.pushed_out",
        "The device {device} has {max} messages waiting already; a newer one took the place of this one, the oldest.",
        "设备 {device} 已有 {max} 条消息在等待；较新的消息顶替了这条最早的消息。",
        "Connect the device, or send fewer messages while it is away.", "请让设备上线，或在其离线期间减少下发的消息。");

    public static readonly Reason TimedOut = new("message.timed_out",
        "The message waited until its ttl had passed; the device {device} did not take it.",
        "消息的 ttl 已过，设备 {device} 没有接收。",
        "Connect the device in time, let it subscribe to {topic}, or send with a longer ttl.",
        "请让设备及时上线并订阅 {topic}，或设置更长的 ttl。");

    public static readonly Reason Deleted = new("message.deleted",
        "The message was deleted before the device {device} took it.", "消息在设备 {device} 接收之前被删除。");

    public static readonly Reason DevicesDoNotHearEachOther = new("message.devices_apart",
        "Devices don't hear each other here: without a rule that hands it on nothing goes from device to device.",
        "此平台上设备之间不能直接通信：没有转发规则时，消息不会在设备之间传递。",
        "Set the option DeviceToDevice to 1, or use the profile relaxed.", "请将选项 DeviceToDevice 设为 1，或使用 relaxed 模式。");

    public static readonly Reason NoTarget = new("message.no_target",
        "The resource space has no device {target}, to which the message is addressed.", "资源空间中没有消息的目标设备 {target}。",
        "Correct the device id in the topic.", "请修正主题中的设备 ID。");

    public static readonly Reason HandedOn = new("message.handed_on", "The message of the device {from} was handed on.", "已转交设备 {from} 的消息。");

    public static readonly Reason NotHandedOn = new("message.not_handed_on",
        "The message of the device {from} could not be handed on: the device is not online, or takes no packet of its size.", "无法转交设备 {from} 的消息：目标设备不在线，或不接受该大小的报文。",
        "Connect the device and send the message again; such messages are not kept.", "请让目标设备上线后重新发送；此类消息不会缓存。");
}
