using Dukou.Protocol.Mqtt;

namespace Dukou.Protocol.Tests.Mqtt.Cases;

/// <summary>
/// One valid packet: its bytes, written by hand from the specification, and what they mean. When the bytes are legal but not
/// the form that we write, <see cref="Written"/> holds that form.
/// </summary>
sealed record PacketCase(string Name, ProtocolVersion Version, string Annotated, object Expected, string? Written = null)
{
    public byte[] Bytes { get; } = WireBytes.Parse(Annotated);

    public byte[] WrittenBytes => Written is null ? Bytes : WireBytes.Parse(Written);
}

/// <summary>One packet that must be refused, with the reason and the clause (or section) that the sentence cites.</summary>
sealed record RefusedCase(string Name, ProtocolVersion Version, string Annotated, ReasonCode Reason, string Clause)
{
    public byte[] Bytes { get; } = WireBytes.Parse(Annotated);
}
