namespace Dukou.Server.Shadows;

/// <summary>What became of a device's question for its shadow.</summary>
static class ShadowReasons
{
    public static readonly Reason Answered = new("shadow.answered", "The device got the shadow of {device}.", "设备已获取 {device} 的影子。");

    public static readonly Reason NotAnswered = new("shadow.not_answered",
        "The shadow of {device} could not be sent to the device that asked for it: {problem}.",
        "无法将 {device} 的影子发送给请求的设备：{problem}。",
        "Let the device acknowledge what it gets (QoS 1), and ask again.",
        "请让设备确认收到的消息（QoS 1）后重新请求。");

    public static readonly Reason ForeignDevice = new("shadow.foreign_device",
        "The device asked for the shadow of {device}, which is neither itself nor a child of it.",
        "设备请求了 {device} 的影子，但该设备既不是自身也不是其子设备。",
        "Leave object_device_id out, or name a child of this gateway.",
        "请去掉 object_device_id，或填写该网关的子设备 ID。");
}
