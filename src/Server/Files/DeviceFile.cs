using System.Data.Common;
using Dukou.Server.Api;
using Dukou.Server.Storage;

namespace Dukou.Server.Files;

/// <summary>One file of a device. A device has one of each name; a newer one takes the place of the older.</summary>
/// <param name="RowId">The order of lists.</param>
/// <param name="FileId">The name of the bytes on disk; never used twice.</param>
/// <param name="DeviceId">The device.</param>
/// <param name="ObjectName">The name that device and application know.</param>
/// <param name="Size">Bytes.</param>
/// <param name="HashCode">SHA-256 in lower-case hex.</param>
/// <param name="CreatedTime">When the last byte came.</param>
sealed record DeviceFile(string RowId, string FileId, string DeviceId, string ObjectName, long Size, string HashCode, DateTimeOffset CreatedTime)
{
    const string Columns = "row_id, file_id, device_id, object_name, size, hash_code, created_at";

    public static DeviceFile? Find(DbConnection core, string deviceId, string objectName) => core.First(
        $"select {Columns} from device_file where device_id = @device_id and object_name = @object_name", Read, ("@device_id", deviceId), ("@object_name", objectName));

    public static List<DeviceFile> Of(DbConnection core, string deviceId) =>
        core.Query($"select {Columns} from device_file where device_id = @device_id", Read, ("@device_id", deviceId));

    public static List<DeviceFile> OlderThan(DbConnection core, DateTimeOffset oldest, int max) =>
        core.Query($"select {Columns} from device_file where created_at < @oldest order by created_at limit @max", Read, ("@oldest", oldest), ("@max", max));

    public static DateTimeOffset? Oldest(DbConnection core) => core.First("select min(created_at) from device_file", row => row.Instant(0));

    public static (IReadOnlyList<DeviceFile> Files, Page Page) List(DbConnection core, string deviceId, PageRequest page)
    {
        var files = core.Query($"select {Columns} from device_file where device_id = @device_id and row_id < @marker order by row_id desc limit @limit offset @offset", Read,
            ("@device_id", deviceId), ("@marker", page.Marker), ("@limit", page.Limit), ("@offset", page.Offset));
        return (files, new(UseOf(core, deviceId).Count, files.LastOrDefault()?.RowId));
    }

    /// <summary>How many files a device has and how many bytes they are together.</summary>
    public static (long Count, long Bytes) UseOf(DbConnection core, string deviceId) => core.First(
        "select count(*), coalesce(sum(size), 0) from device_file where device_id = @device_id", row => (row.GetInt64(0), row.GetInt64(1)), ("@device_id", deviceId));

    public static long BytesInAll(DbConnection core) => core.Scalar<long>("select sum(size) from device_file");

    public static bool IsKnown(DbConnection core, string fileId) =>
        core.Scalar<long>("select count(*) from device_file where file_id = @file_id", ("@file_id", fileId)) > 0;

    public void Insert(DbConnection core, string projectId) => core.Execute(
        $"insert into device_file (project_id, {Columns}) values (@project_id, @row_id, @file_id, @device_id, @object_name, @size, @hash_code, @created_at)",
        ("@project_id", projectId), ("@row_id", RowId), ("@file_id", FileId), ("@device_id", DeviceId), ("@object_name", ObjectName), ("@size", Size),
        ("@hash_code", HashCode), ("@created_at", CreatedTime));

    public void Delete(DbConnection core) => core.Execute("delete from device_file where file_id = @file_id", ("@file_id", FileId));

    static DeviceFile Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetString(5), row.Instant(6)!.Value);
}
