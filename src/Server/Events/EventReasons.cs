namespace Dukou.Server.Events;

/// <summary>What became of device events, up and down.</summary>
static class EventReasons
{
    public static readonly Reason None = new("event.none",
        "The payload has no event: no entry of `services` has a service_id and an event_type.",
        "消息体中没有事件：services 中没有同时包含 service_id 和 event_type 的元素。",
        "Send {\"services\":[{\"service_id\":…,\"event_type\":…,\"paras\":{…}}]}.",
        "请按 {\"services\":[{\"service_id\":…,\"event_type\":…,\"paras\":{…}}]} 的格式发送。");

    public static readonly Reason Malformed = new("event.malformed",
        "The event {type} of {service} is not in the documented form: {problem}.",
        "{service} 的事件 {type} 不符合文档格式：{problem}。",
        "Correct the paras of the event; the excerpt shows what arrived.",
        "请修正事件的 paras；摘录显示了实际收到的内容。");

    public static readonly Reason Unknown = new("event.unknown",
        "The platform has no use for the event {type} of service {service}; it is stored and nothing follows.",
        "平台不处理服务 {service} 的事件 {type}；事件已保存，不做其他处理。",
        "Compare service_id and event_type with the list in docs/compatibility.md.",
        "请对照 docs/compatibility.md 中的列表检查 service_id 和 event_type。");

    public static readonly Reason Failed = new("event.failed",
        "The event {type} of {service} could not be handled: {problem}",
        "无法处理 {service} 的事件 {type}：{problem}",
        "Let the device send it again.", "请让设备重新发送该事件。");

    public static readonly Reason Sent = new("event.sent",
        "The event {type} of {service} was sent to the device.", "已向设备发送 {service} 的事件 {type}。");

    public static readonly Reason NotSent = new("event.not_sent",
        "The event {type} of {service} could not be sent to the device: {problem}.",
        "无法向设备发送 {service} 的事件 {type}：{problem}。",
        "Connect the device, and let it acknowledge what it gets (QoS 1).",
        "请让设备上线，并确认收到的消息（QoS 1）。");
}
