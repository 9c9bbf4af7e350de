using System.Text;
using Dukou.Server.History;
using Dukou.Server.Storage;
using ZstdSharp;

namespace Dukou.Server.Tests.History;

/// <summary>Golden bytes of every released format of history chunks; made by the reference implementation of zstd, not by the writer.</summary>
public sealed class ChunkFormatTests
{
    const string Format1 =
        "01" + "01" + "E4000000" // format 1, zstd, 228 bytes of points
        + "28B52FFD20E45503005405290066000000010101002955267E9B01000006006C616D702D3101007001006101006E007B227365727669636573223A5B5F6964223A224C222C"
        + "2270726F70657274697B2262223A34317D7D5D7D2A2A327D7D5D7D07000393A8C32743D91066F90233C088036803";

    [Fact]
    public void Format_1_is_read_as_it_was_released()
    {
        using var decompressor = new Decompressor();
        ReadOnlySpan<byte> rest = ChunkFormat.Unpack(Convert.FromHexString(Format1), decompressor);
        for (var sequence = 41; sequence <= 42; sequence++)
        {
            var record = ChunkFormat.ReadPoint(ref rest);
            Assert.Equal(((long)sequence, RecordKind.PropertyReport, 1_767_348_000_000 + sequence), (record.Sequence, record.Kind, record.ReceivedAt));
            Assert.Equal("lamp-1", Encoding.UTF8.GetString(record.DeviceId));
            Assert.Equal("""{"services":[{"service_id":"L","properties":{"b":41}}]}""".Replace("41", $"{sequence}", StringComparison.Ordinal), Encoding.UTF8.GetString(record.Payload));
        }
        Assert.True(rest.IsEmpty);
    }

    [Theory]
    [InlineData("02" + "01" + "00000000")] // a later format
    [InlineData("01" + "02" + "00000000")] // an unknown codec
    [InlineData("01" + "01" + "E4000000" + "28B52FFD20E45503")] // cut
    [InlineData("01" + "01")]
    public void What_this_release_does_not_read_is_refused_in_words(string chunk)
    {
        using var decompressor = new Decompressor();
        Assert.Throws<StorageException>(() => ChunkFormat.Unpack(Convert.FromHexString(chunk), decompressor));
    }
}
