namespace Dukou.Protocol.Mqtt;

/// <summary>The delivery guarantee of an application message.</summary>
public enum QualityOfService : byte
{
    AtMostOnce = 0,
    AtLeastOnce = 1,
    ExactlyOnce = 2,
}
