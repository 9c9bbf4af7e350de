using Dukou.Protocol.Mqtt;

namespace Dukou.Bench.Load;

/// <summary>A device that is connected and subscribed and says nothing.</summary>
class IdleLink(BenchDevice device) : Link(device, bufferBytes: 64)
{
    protected override void OnPacket(in Packet packet)
    {
        // SUBACK and no more.
    }

    /// <summary>After <see cref="Link.OpenAsync"/>.</summary>
    public virtual void Subscribe() => Send(Device.Subscribe());
}
