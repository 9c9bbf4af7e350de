using System.Text;
using Dukou.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Dukou.Server.Tests.Storage;

/// <summary>Golden bytes of every released format; written down here, not made by the writer.</summary>
public sealed class InboxFormatTests
{
    const string PropertyReport =
        "8C000000" + "01" + "01" // 140 bytes follow; property report; QoS 1
        + "0700000003000000" + "C88FA97C9B010000" // epoch 3 * 2^32 + 7; received 1767323045832
        + "0600" + "6C616D702D31" + "0400" + "70726F64" + "0300" + "617070" + "0400" + "E6B8A131" // lamp-1 prod app 渡1
        + "1200" + "246F632F646576696365732F6C616D702D31" // $oc/devices/lamp-1
        + "0300" + "722D31" // r-1
        + "03000000" + "230001" // MQTT 5: topic alias 1
        + "07000000" + "5B224C2E78225D" // ["L.x"]
        + "7B227365727669636573223A5B7B22736572766963655F6964223A224C222C2270726F70657274696573223A7B2262223A317D7D5D7D"; // {"services":[...]}

    const string Message =
        "30000000" + "02" + "00" + "0100000000000000" + "0000000000000000" // 48 bytes follow; message; QoS 0; epoch 1; received 1970
        + "0100" + "61" + "0100" + "62" + "0100" + "63" + "0100" + "64" // a b c d
        + "0300" + "742F31" + "0000" + "00000000" + "00000000" // t/1; no request id, properties, drops
        + "FF00FE"; // bytes, not text

    const string Format1 = "01" + "00" + "02000000" + PropertyReport + Message; // format 1, plain, two records

    [Fact]
    public void Format_1_is_read_as_it_was_released()
    {
        var reader = new RecordReader(Convert.FromHexString(Format1), firstSequence: 41);

        Assert.True(reader.Read());
        var report = reader.Current;
        Assert.Equal((41L, RecordKind.PropertyReport, (byte)1, (3L << 32) + 7, 1767323045832L), (report.Sequence, report.Kind, report.QoS, report.Epoch, report.ReceivedAt));
        Assert.Equal(("lamp-1", "prod", "app", "渡1"), (Text(report.DeviceId), Text(report.ProductId), Text(report.AppId), Text(report.NodeId)));
        Assert.Equal(("$oc/devices/lamp-1", "r-1", """["L.x"]"""), (Text(report.Topic), Text(report.RequestId), Text(report.Drops)));
        Assert.Equal([0x23, 0, 1], report.Properties.ToArray());
        Assert.Equal("""{"services":[{"service_id":"L","properties":{"b":1}}]}""", Text(report.Payload));

        Assert.True(reader.Read());
        Assert.Equal((42L, RecordKind.Message, (byte)0, 1L), (reader.Current.Sequence, reader.Current.Kind, reader.Current.QoS, reader.Current.Epoch));
        Assert.Equal([0xFF, 0x00, 0xFE], reader.Current.Payload.ToArray());
        Assert.False(reader.Read());
    }

    [Fact]
    public async Task Format_1_is_written_as_it_was_released()
    {
        using var folder = new StorageFolder();
        using (var inbox = folder.OpenInbox())
        {
            Assert.True(inbox.TryAppend(new InboxRecord
            {
                Kind = RecordKind.PropertyReport,
                Identity = new RecordIdentity("lamp-1", "prod", "app", "渡1"),
                Epoch = (3L << 32) + 7,
                ReceivedAt = 1767323045832,
                QoS = 1,
                Topic = "$oc/devices/lamp-1"u8,
                RequestId = "r-1"u8,
                Properties = [0x23, 0, 1],
                Drops = """["L.x"]"""u8,
                Payload = """{"services":[{"service_id":"L","properties":{"b":1}}]}"""u8,
            }, null, out var sequence));
            await inbox.WaitForDurableAsync(sequence).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        }

        using var file = new SqliteConnection($"Data Source={folder.Data.File("inbox.db")};Pooling=False");
        file.Open();
        var (first, count, codec, blob) = file.First("select seq, count, codec, blob from batch", row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetFieldValue<byte[]>(3)));
        Assert.Equal((1, 1, 0), (first, count, codec));
        Assert.Equal("01" + "00" + "01000000" + PropertyReport, Convert.ToHexString(blob));
    }

    [Theory]
    [InlineData("02" + "00" + "01000000")] // a later format
    [InlineData("01" + "01" + "01000000")] // an unknown codec
    [InlineData("01" + "00" + "0100")] // cut in the header
    [InlineData("01" + "00" + "01000000" + "8C000000" + "0101")] // cut in the record
    [InlineData("01" + "00" + "01000000" + "16000000" + "0101" + "0700000003000000" + "C88FA97C9B010000" + "FFFF0000")] // a length beyond the record
    public void What_this_release_does_not_read_is_refused_in_words(string batch)
    {
        var failure = Assert.Throws<StorageException>(() =>
        {
            var reader = new RecordReader(Convert.FromHexString(batch), 1);
            reader.Read();
        });
        Assert.EndsWith(".", failure.Message, StringComparison.Ordinal);
    }

    static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
