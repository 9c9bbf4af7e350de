using System.Text;
using Dukou.Protocol.Iotda;

namespace Dukou.Server.Pipeline;

/// <summary>
/// Where every device may listen without being told: its own system topics, what other devices say to it, and broadcasts. Publishing on system topics is decided by
/// <see cref="Uplink"/> itself. A filter under another device's id, or one that reaches over devices, is refused.
/// </summary>
sealed class SystemTopics : ITopicPermission
{
    static readonly byte[] Prefix = "$oc/devices/"u8.ToArray();
    static readonly byte[] ToDevice = "$oc/m2m/to/"u8.ToArray();
    static readonly byte[] Broadcast = Encoding.UTF8.GetBytes(DeviceTopic.BroadcastPrefix);

    public bool? MayPublish(DeviceIdentity device, ReadOnlySpan<byte> topic) => null;

    public bool? MaySubscribe(DeviceIdentity device, ReadOnlySpan<byte> filter)
    {
        if (filter.StartsWith(Broadcast))
            return true;
        if (filter.StartsWith(ToDevice))
            return filter[ToDevice.Length..].StartsWith(Encoding.UTF8.GetBytes(device.DeviceId + "/"));
        if (!filter.StartsWith(Prefix))
            return filter.StartsWith("$"u8) ? false : null;
        var own = Encoding.UTF8.GetBytes(device.DeviceId + "/");
        var rest = filter[Prefix.Length..];
        if (!rest.StartsWith(own))
            return false;
        // The product's own topics are declared; everything else under the device's id is the platform's.
        return rest[own.Length..].StartsWith("user/"u8) ? null : true;
    }
}
