using CsCheck;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Tests.Mqtt.Cases;

namespace Dukou.Protocol.Tests.Mqtt;

/// <summary>The fuzz target on random bytes and on mutated table cases, bounded and repeatable, inside the ordinary suite.</summary>
public sealed class GarbageTests
{
    const int MutationsPerCase = 60;

    static readonly ProtocolVersion[] Versions = Enum.GetValues<ProtocolVersion>();

    [Fact]
    public void Random_bytes_are_read_or_refused() =>
        Gen.Byte.Array[0, 64].Sample(bytes => CodecTarget.Run(bytes), iter: 5_000);

    [Fact]
    public void Random_bodies_behind_a_right_header_are_read_or_refused()
    {
        // First bytes that the reader accepts, so that the packets' own readers see the garbage.
        var first = Gen.OneOf<byte>(
            0x10, 0x20, 0x30, 0x32, 0x34, 0x40, 0x50, 0x62, 0x70, 0x82, 0x90, 0xA2, 0xB0, 0xC0, 0xD0, 0xE0, 0xF0);
        Gen.Select(Gen.OneOf(Versions), first, Gen.Byte[0, 8].Array[0, 60])
            .Sample((version, type, body) => CodecTarget.Run(version, [type, (byte)body.Length, .. body]) >= 0, iter: 10_000);
    }

    [Fact]
    public void Mutated_table_cases_are_read_or_refused()
    {
        // A fixed seed: the run is the same on every machine.
        var random = new Random(20250414);
        var accepted = 0;
        foreach (var bytes in AllCases.Valid.Select(c => c.Bytes).Concat(AllCases.Refused.Select(c => c.Bytes)))
            for (var i = 0; i < MutationsPerCase; i++)
                foreach (var version in Versions)
                    accepted += CodecTarget.Run(version, Mutate(bytes, random));

        // Mutations that still are packets prove that the target gets past the first checks.
        Assert.True(accepted > 2_000, $"{accepted} packets were accepted");
    }

    static byte[] Mutate(byte[] bytes, Random random)
    {
        var mutated = bytes.ToList();
        for (var changes = random.Next(1, 4); changes > 0 && mutated.Count > 0; changes--)
        {
            var at = random.Next(mutated.Count);
            switch (random.Next(5))
            {
                case 0: mutated[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: mutated[at] = (byte)random.Next(256); break;
                case 2: mutated.RemoveAt(at); break;
                case 3: mutated.Insert(at, (byte)random.Next(256)); break;
                default: mutated[at] = random.Next(2) == 0 ? (byte)0 : (byte)0xFF; break;
            }
        }

        // Half of the time the remaining length is put right, so that the change reaches the body.
        if (mutated.Count is > 2 and < 130 && random.Next(2) == 0)
            mutated[1] = (byte)(mutated.Count - 2);
        return [.. mutated];
    }
}
