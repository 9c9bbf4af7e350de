using System.Text;
using Dukou.Server.History;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Cli;

namespace Dukou.Server.Tests.History;

/// <summary>Golden bytes of every released form of history chunks; made by the reference implementation of zstd, not by the writer.</summary>
public sealed class ChunkFormatTests : IDisposable
{
    const string Codec1 =
        "01" + "01" + "E4000000" // format 1, zstd, 228 bytes of points
        + "28B52FFD20E45503005405290066000000010101002955267E9B01000006006C616D702D3101007001006101006E007B227365727669636573223A5B5F6964223A224C222C"
        + "2270726F70657274697B2262223A34317D7D5D7D2A2A327D7D5D7D07000393A8C32743D91066F90233C088036803";

    const string Codec2 =
        "01" + "02" + "03" + "E401" // format 1, zstd with dictionary 3, 228 bytes of points
        + "00005D0200140331007B22736572655F6964223A224C222C2270726F70657274696573223A7B2262223A34317D7D5D7D2A2A31327D7D5D7D0AFCAD05E401736741DF6FC027D6"
        + "E99E8612868FA490A54D";

    const string Dictionary =
        "37A430EC0C7C18142010183A481A030000000000000003C3300C035B92170C45D97B1342F676C290957323100804823F9F2449D2013460C080012C0C03030303090303030303"
        + "035D0303030303030303030303030303035D8381DD706366666666DB06A4956C18866118638C31C618638C31C698999999D9B601010000000400000008000000337D7D5D7D29"
        + "0000000000000066000000010101000000000000002955267E9B01000006006C616D702D310100700100327D7D5D7D2900000000000000660000000101010000000000000029"
        + "55267E9B01000006006C616D702D300100700100610162223A33397D7D5D7D290000000000000066000000010101000000000000002955267E9B01000006006C616D702D3601"
        + "0070397D7D5D7D290000000000000066000000010101000000000000002955267E9B01000006006C616D702D3801007001006101307D7D5D7D29000000000000006600000001"
        + "0101000000000000002955267E9B01000006006C616D702D32010070010061010000000066000000010101000000000000002955267E9B01000006006C616D702D3301007001"
        + "006101006E000000000000007669636573223A5B7B22736572766963";

    readonly TemporaryFolder _folder = new();
    readonly DayFile _file;
    readonly ChunkUnpacker _unpacker = new();

    public ChunkFormatTests()
    {
        _file = DayFile.Open(Path.Combine(_folder.Path, "history-20260102.db"), new HistoryDay(20260102), 0);
        new ChunkDictionary(3, Convert.FromHexString(Dictionary)).Save(_file.Connection);
    }

    public void Dispose()
    {
        _unpacker.Dispose();
        _file.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(Codec1)]
    [InlineData(Codec2)]
    public void Every_form_is_read_as_it_was_released(string chunk)
    {
        ReadOnlySpan<byte> rest = _unpacker.Unpack(Convert.FromHexString(chunk), _file.Connection);
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
    [InlineData("01" + "03" + "00000000")] // an unknown codec
    [InlineData("01" + "01" + "E4000000" + "28B52FFD20E45503")] // cut
    [InlineData("01" + "01")]
    [InlineData("01" + "02")]
    [InlineData("01" + "02" + "03" + "E4")]
    [InlineData("01" + "02" + "03" + "E401" + "00005D0200140331")]
    [InlineData("01" + "02" + "03" + "FFFFFFFFFF" + "00005D0200140331")] // a length that can't be
    [InlineData("01" + "02" + "04" + "E401" + "00005D0200140331")] // a dictionary that the file lacks
    public void What_this_release_does_not_read_is_refused_in_words(string chunk)
    {
        Assert.Throws<StorageException>(() => _unpacker.Unpack(Convert.FromHexString(chunk), _file.Connection));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(100_000)]
    public void What_was_packed_comes_back_and_a_dictionary_is_digested_once(int length)
    {
        var random = new Random(length);
        var points = new byte[length];
        random.NextBytes(points);
        using var packer = new ChunkPacker(1, ChunkDictionary.Newest(_file.Connection));
        for (var i = 0; i < 1000; i += 1 + (length / 1000))
            Assert.Equal(points, _unpacker.Unpack(packer.Pack(points), _file.Connection));
        Assert.Equal(1, _unpacker.Digested);
        using var plain = new ChunkPacker(1, null);
        Assert.Equal(points, _unpacker.Unpack(plain.Pack(points), _file.Connection));
    }
}
