using System.Text;
using Dukou.Server.Pipeline;

namespace Dukou.Server.DevicePolicies;

/// <summary>Decides on every topic that doesn't begin with <c>$</c>: the policies of the device, its product and its space (U:iot_01_1111).</summary>
sealed class DevicePolicyPermission(DevicePolicyRules rules) : ITopicPermission
{
    public bool? MayPublish(DeviceIdentity device, ReadOnlySpan<byte> topic) => topic.StartsWith("$"u8) ? null : rules.Of(device).MayPublish(topic);

    public bool? MaySubscribe(DeviceIdentity device, ReadOnlySpan<byte> filter) => filter.StartsWith("$"u8) ? null : rules.Of(device).MaySubscribe(filter);

    // A filter is compared with the policies as it is written, so a wide one may reach what is denied.
    public bool MayHear(DeviceIdentity device, string topic) => rules.Of(device) is not { HasDenials: true } own || !own.MustNotHear(Encoding.UTF8.GetBytes(topic));
}
