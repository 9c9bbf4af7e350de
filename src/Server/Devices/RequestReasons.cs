namespace Dukou.Server.Devices;

/// <summary>How questions to a device end.</summary>
static class RequestReasons
{
    public static readonly Reason Answered = new("request.answered", "The device answered.", "设备已响应。");

    public static readonly Reason DeviceOffline = new("request.device_offline",
        "The device {device} is not online.", "设备 {device} 不在线。",
        "Connect the device; its last connection entry in the trace says why it is gone.",
        "请先让设备上线；消息跟踪中最近的连接记录说明了离线原因。");

    public static readonly Reason TimedOut = new("request.timed_out",
        "The device gave no answer within {seconds} s.", "设备在 {seconds} 秒内没有响应。",
        "Let the device publish its answer on …/response/request_id=… with the request's own id within 20 s; use a message for slow work.",
        "请让设备在 20 秒内向 …/response/request_id=（请求的 ID）发布响应；耗时操作请使用消息。");

    public static readonly Reason TooLargeForDevice = new("request.too_large_for_device",
        "The device takes no packet as large as this request: its CONNECT set a smaller Maximum Packet Size.",
        "该请求超过了设备在 CONNECT 中声明的最大报文长度（Maximum Packet Size）。",
        "Send less, or let the device announce a larger Maximum Packet Size.",
        "请减小请求内容，或让设备声明更大的 Maximum Packet Size。");

    public static readonly Reason TooManyWait = new("request.too_many_wait",
        "{max} requests wait for answers of devices, which is the most, so this one was not sent.", "等待设备响应的请求已达上限 {max} 个，该请求未发送。",
        "Send again in a moment; use messages for what need not be answered at once, or raise limits.RequestsWaitingMax.",
        "请稍后重试；无需立即响应的内容请使用消息，或调大 limits.RequestsWaitingMax。");

    public static readonly Reason QueueFull = new("request.queue_full",
        "The device has as many unacknowledged messages under way as it may (QoS 1), so the request was not sent.",
        "设备未确认的消息已达上限（QoS 1），该请求未发送。",
        "Let the device acknowledge with PUBACK what it gets; MQTT 5 devices set the bound themselves (Receive Maximum).",
        "请让设备用 PUBACK 确认收到的消息；MQTT 5 设备可自行设置上限（Receive Maximum）。");
}
