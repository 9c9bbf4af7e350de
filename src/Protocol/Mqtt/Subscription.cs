namespace Dukou.Protocol.Mqtt;

/// <summary>When retained messages are sent for a new subscription.</summary>
public enum RetainHandling : byte
{
    SendAtSubscribe = 0,
    SendIfNew = 1,
    DoNotSend = 2,
}

/// <summary>One topic filter of a SUBSCRIBE with its options; MQTT 3.x carries only the QoS.</summary>
public readonly record struct Subscription(
    string Filter,
    QualityOfService QoS,
    bool NoLocal = false,
    bool RetainAsPublished = false,
    RetainHandling RetainHandling = RetainHandling.SendAtSubscribe);
