using Dukou.Protocol.Mqtt;

namespace Dukou.Protocol.Tests.Mqtt;

/// <summary>
/// What must hold for any bytes: the codec reads packets or refuses with its own exception, never consumes more than there is,
/// and what it read it writes in a form that it reads as the same. The first byte chooses the version.
/// </summary>
static class CodecTarget
{
    static readonly ProtocolVersion[] Versions = [ProtocolVersion.V310, ProtocolVersion.V311, ProtocolVersion.V500];

    public static void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
            return;
        Run(Versions[input[0] % Versions.Length], input[1..]);
    }

    /// <summary>The first byte of an input that chooses this version.</summary>
    public static byte VersionByte(ProtocolVersion version) => (byte)Array.IndexOf(Versions, version);

    /// <returns>How many packets were accepted.</returns>
    public static int Run(ProtocolVersion version, ReadOnlySpan<byte> bytes)
    {
        var accepted = 0;
        try
        {
            while (WireCodec.Decode(bytes, version, out var length) is { } packet)
            {
                if (length <= 0 || length > bytes.Length)
                    throw new InvalidOperationException($"A packet of {length} bytes came out of {bytes.Length}.");
                bytes = bytes[length..];
                accepted++;
                RequireStable(packet, version);
            }
        }
        catch (MalformedPacketException e) when (e.Reason >= ReasonCode.UnspecifiedError && e.Message.Length > 0)
        {
            // The refusal of bad bytes is the behaviour wanted.
        }

        return accepted;
    }

    static void RequireStable(object packet, ProtocolVersion version)
    {
        var written = WireCodec.Encode(packet, version);
        object? again;
        try
        {
            again = WireCodec.Decode(written, version, out _);
        }
        catch (MalformedPacketException e)
        {
            throw new InvalidOperationException($"{packet} was read, written as {Convert.ToHexString(written)} and then refused.", e);
        }

        if (again is null || !WireCodec.Encode(again, version).AsSpan().SequenceEqual(written))
            throw new InvalidOperationException($"{packet} was written as {Convert.ToHexString(written)}, which reads as {again}.");
    }
}
