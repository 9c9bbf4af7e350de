using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;

namespace Dukou.Server.Gateway;

/// <summary>What a peer is told in words beside a reason code: nothing before MQTT 5, nothing that it doesn't want or has no room for.</summary>
sealed class ReasonWords(ProtocolVersion version, uint? packetBytesMax, bool? wanted)
{
    // A sentence that a person reads; a topic of 64 KB in it would fill the packet.
    const int CharactersMax = 1000;
    // The longest of: fixed header 5, packet id 2, code 1, property length 4, identifier 1, text length 2.
    const int PacketBytes = 16;

    public ReasonWords(ConnectPacket connect) : this(connect.Version, connect.MaximumPacketSize, connect.RequestProblemInformation)
    {
    }

    /// <summary>For CONNACK and DISCONNECT, which may say why to anybody [MQTT-3.1.2-29].</summary>
    public string? Of(Because because) => version == ProtocolVersion.V500 ? Fitting(because.Sentence(), PacketBytes) : null;

    /// <summary>For PUBACK, SUBACK and UNSUBACK with <paramref name="codes"/> reason codes; not for who asks for no problem information.</summary>
    public string? OfAcknowledgement(Because? because, int codes = 1) =>
        because is not null && version == ProtocolVersion.V500 && wanted != false ? Fitting(because.Sentence(), PacketBytes + codes) : null;

    // Null when the packet would be larger than the peer takes [MQTT-3.2.2-19], [MQTT-3.4.2-2].
    string? Fitting(string sentence, int otherBytes)
    {
        // A name that the peer chose may have one; no text of MQTT may [MQTT-1.5.4-2].
        sentence = sentence.Replace('\0', '␀');
        if (sentence.Length > CharactersMax)
            sentence = string.Concat(sentence.AsSpan(0, char.IsHighSurrogate(sentence[CharactersMax - 1]) ? CharactersMax - 1 : CharactersMax), "…");
        return otherBytes + Encoding.UTF8.GetByteCount(sentence) <= (packetBytesMax ?? uint.MaxValue) ? sentence : null;
    }
}
