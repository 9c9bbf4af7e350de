namespace Dukou.Protocol.Mqtt;

/// <summary>Where a property list can stand: in a packet, whose bit is its type, or in the will of a CONNECT.</summary>
[Flags]
enum PropertyPlaces : ushort
{
    None = 0,
    Will = 1,
    Connect = 1 << PacketType.Connect,
    ConnAck = 1 << PacketType.ConnAck,
    Publish = 1 << PacketType.Publish,
    PubAck = 1 << PacketType.PubAck,
    PubRec = 1 << PacketType.PubRec,
    PubRel = 1 << PacketType.PubRel,
    PubComp = 1 << PacketType.PubComp,
    Subscribe = 1 << PacketType.Subscribe,
    SubAck = 1 << PacketType.SubAck,
    Unsubscribe = 1 << PacketType.Unsubscribe,
    UnsubAck = 1 << PacketType.UnsubAck,
    Disconnect = 1 << PacketType.Disconnect,
    Auth = 1 << PacketType.Auth,
    Acknowledgements = ConnAck | PubAck | PubRec | PubRel | PubComp | SubAck | UnsubAck,
    Everywhere = Will | Connect | Publish | Subscribe | Unsubscribe | Acknowledgements | Disconnect | Auth,
}
