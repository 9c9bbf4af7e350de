using System.Data.Common;
using Dukou.Server.Api;
using Dukou.Server.Storage;

namespace Dukou.Server.Devices;

// Devices by the certificate that they are pinned to, by its SHA-1 or SHA-256.
sealed partial class DeviceStore
{
    const string Pinned = "(fingerprint in (@sha1, @sha256) or secondary_fingerprint in (@sha1, @sha256))";

    public static bool AnyPinnedTo(DbConnection core, string sha1, string sha256) =>
        core.Scalar<string>($"select device_id from device where {Pinned} limit 1", ("@sha1", sha1), ("@sha256", sha256)) is not null;

    public IReadOnlyList<string> PinnedTo(string sha1, string sha256) => databases.Core.Read(core =>
        core.Query($"select device_id from device where {Pinned}", row => row.GetString(0), ("@sha1", sha1), ("@sha256", sha256)));

    public (IReadOnlyList<Device> Devices, Page Page) ListPinnedTo(string sha1, string sha256, PageRequest page) => databases.Core.Read(core =>
    {
        var count = core.Scalar<long>($"select count(*) from device where {Pinned}", ("@sha1", sha1), ("@sha256", sha256));
        var marker = (string?)null;
        var devices = core.Query($"select {DeviceTable.Columns} from device where row_id < @marker and {Pinned} order by row_id desc limit @limit offset @offset",
            row =>
            {
                marker = row.GetString(DeviceTable.RowIdColumn);
                return DeviceTable.Read(row);
            },
            ("@sha1", sha1), ("@sha256", sha256), ("@marker", page.Marker), ("@limit", page.Limit), ("@offset", page.Offset));
        return (devices, new Page(count, marker));
    });
}
