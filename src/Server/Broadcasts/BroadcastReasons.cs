namespace Dukou.Server.Broadcasts;

/// <summary>What became of broadcasts.</summary>
static class BroadcastReasons
{
    public static readonly Reason Sent = new("broadcast.sent",
        "The broadcast was sent to {count} devices that listen to its topic.", "广播已发送给订阅该主题的 {count} 个设备。");

    public static readonly Reason Kept = new("broadcast.kept",
        "The broadcast was sent to {count} devices that listen to its topic, and waits {minutes} minutes for others.", "广播已发送给订阅该主题的 {count} 个设备，并在 {minutes} 分钟内等待其他设备。");

    public static readonly Reason Delivered = new("broadcast.delivered",
        "The broadcast that waited was sent to the device.", "已向设备发送缓存的广播。");

    public static readonly Reason NobodyListens = new("broadcast.nobody_listens",
        "No device of the resource space is online and listens to {topic}.", "资源空间中没有在线设备订阅 {topic}。",
        "Let the devices subscribe to the topic after they have connected, or send the broadcast with a ttl.",
        "请让设备在连接后订阅该主题，或为广播设置 ttl。");
}
