using System.Text;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Pipeline;

namespace Dukou.Server.Products;

/// <summary>
/// Decides on <c>$oc/devices/{device_id}/user/…</c> by the topics that the product declares. A filter with wildcards is admitted when it
/// covers a declared topic: nothing but the device's own topics lies below it.
/// </summary>
sealed class ProductTopicPermission(ProductStore products) : ITopicPermission
{
    public bool? MayPublish(DeviceIdentity device, ReadOnlySpan<byte> topic)
    {
        var parsed = DeviceTopic.Parse(topic);
        if (parsed.Kind != DeviceTopicKind.UserTopic)
            return null;
        if (!Ascii.Equals(parsed.DeviceId, device.DeviceId))
            return false;
        foreach (var declared in TopicsOf(device))
            if (declared.MayPublish && Ascii.Equals(parsed.Suffix, declared.Topic))
                return true;
        return false;
    }

    public bool? MaySubscribe(DeviceIdentity device, ReadOnlySpan<byte> filter)
    {
        if (!filter.StartsWith(Encoding.UTF8.GetBytes(DeviceTopic.UserTopic(device.DeviceId, ""))))
            return null;
        foreach (var declared in TopicsOf(device))
            if (declared.MaySubscribe && TopicFilter.Matches(filter, Encoding.UTF8.GetBytes(DeviceTopic.UserTopic(device.DeviceId, declared.Topic))))
                return true;
        return false;
    }

    IReadOnlyList<ProductTopic> TopicsOf(DeviceIdentity device) => products.Find(device.AppId, device.ProductId)?.Topics ?? [];
}
