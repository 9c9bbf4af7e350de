namespace Dukou.Server.Pipeline;

/// <summary>
/// Says where a device may publish and subscribe, beyond its own system topics. Asked in the registered order; the first that knows
/// the topic decides, and a topic that nobody knows is refused.
/// </summary>
interface ITopicPermission
{
    /// <summary>Null when this permission doesn't know the topic.</summary>
    bool? MayPublish(DeviceIdentity device, ReadOnlySpan<byte> topic);

    /// <summary>Null when this permission doesn't know the filter.</summary>
    bool? MaySubscribe(DeviceIdentity device, ReadOnlySpan<byte> filter);

    /// <summary>False when it must not hear a message on this topic, although a filter that it has covers it.</summary>
    bool MayHear(DeviceIdentity device, string topic) => true;
}
