using Dukou.Protocol.Iotda;
using Dukou.Protocol.Iotda.Payloads;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Pipeline;
using Dukou.Server.Storage;

namespace Dukou.Server.Messages;

/// <summary>
/// A message from a device (D:3016): free form, stored as it came. One instance each for the system topic, the product's own topics
/// and topics outside <c>$oc</c>. A message in the system format may name a child of the gateway: it is the child's then.
/// </summary>
sealed class MessagesUpHandler(DeviceTopicKind kind, IChildDevices children, LimitOptions limits) : IUplinkHandler
{
    public DeviceTopicKind Kind => kind;

    public RecordKind Record => RecordKind.Message;

    public int BytesMax => limits.MessageBytesMax;

    public UplinkVerdict Judge(DeviceLink link, in UplinkPublish publish)
    {
        // Looked for as bytes before anything is parsed: most messages name nobody.
        if (kind != DeviceTopicKind.MessagesUp || publish.Payload.IndexOf("object_device_id"u8) < 0
            || !SystemMessage.TryRead(publish.Payload, out var message) || message.ObjectDeviceId is not { Length: > 0 } deviceId || deviceId == link.Identity.DeviceId)
            return UplinkVerdict.Store(publish.Payload);
        return children.Find(link.ConnectedId, deviceId) is { } child
            ? UplinkVerdict.Store(publish.Payload, speaker: link.For(child))
            : UplinkVerdict.Refuse(ReasonCode.NotAuthorized, UplinkReasons.ForeignObjectDevice.With(("object", Shown.Text(deviceId)), ("device", link.Identity.DeviceId)));
    }
}
