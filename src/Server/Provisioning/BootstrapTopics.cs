using System.Text;
using Dukou.Protocol.Iotda;
using Dukou.Server.Pipeline;

namespace Dukou.Server.Provisioning;

/// <summary>Where a device may listen that came by its registration group's proof: to the answer, and nothing else.</summary>
sealed class BootstrapTopics : ITopicPermission
{
    public bool? MayPublish(DeviceIdentity device, ReadOnlySpan<byte> topic) => device.GroupId is null ? null : false;

    public bool? MaySubscribe(DeviceIdentity device, ReadOnlySpan<byte> filter) =>
        device.GroupId is null ? null : Ascii.Equals(filter, DeviceTopic.Format(DeviceTopicKind.BootstrapDown, device.DeviceId));
}
