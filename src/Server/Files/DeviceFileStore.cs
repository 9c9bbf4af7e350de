using System.Collections.Concurrent;
using System.Data.Common;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Spaces;
using Dukou.Server.Storage;

namespace Dukou.Server.Files;

/// <summary>
/// The files that devices and applications exchange, in table <c>device_file</c> with their bytes beside it; the front door of this feature.
/// Any number of threads may use it. Bounds: <see cref="FileStoreOptions"/>.
/// </summary>
sealed class DeviceFileStore(Databases databases, SpaceStore spaces, RowId rowIds, FileBlobs blobs, FileStoreOptions options, TimeProvider clock) : IDeviceObserver
{
    const int SliceRows = 100;

    readonly Database _core = databases.Core;
    readonly RetentionPace _pace = new(clock);
    // Files of devices that are being deleted: their rows go with the device, their bytes once that is durable. A start deletes what no row names.
    readonly ConcurrentDictionary<string, List<DeviceFile>> _orphans = new();

    public DeviceFile? Find(string deviceId, string objectName) => _core.Read(core => DeviceFile.Find(core, deviceId, objectName));

    public (IReadOnlyList<DeviceFile> Files, Page Page) List(string deviceId, PageRequest page) => _core.Read(core => DeviceFile.List(core, deviceId, page));

    /// <summary>Bytes of all files.</summary>
    public long Bytes => _core.Read(DeviceFile.BytesInAll);

    /// <summary>Receives a file as its grant says; one of the same name goes.</summary>
    /// <exception cref="IotdaException">It is not as announced, there is no room for it, or its device is gone.</exception>
    public async Task<DeviceFile> ReceiveAsync(FileGrant grant, Stream body, long? announced, CancellationToken cancellationToken)
    {
        var room = RoomFor(grant);
        if ((announced ?? grant.Size) is { } bytes && bytes > room)
            throw TooLarge(room);
        if (announced is not null && grant.Size is not null && announced != grant.Size)
            throw Errors.InvalidRequest($"size: {grant.Size} bytes were announced, {announced} are to come.");
        var fileId = Guid.NewGuid().ToString("N");
        // Others may be arriving at the same time; together they must fit.
        if (await blobs.ReceiveAsync(fileId, body, () => Math.Min(room, grant.Size ?? room), cancellationToken) is not var (size, sha256, md5))
            throw grant.Size is { } only && only < room ? Errors.InvalidRequest($"size: {only} bytes were announced, more have come.") : TooLarge(room);
        try
        {
            if (grant.Size is not null && grant.Size != size)
                throw Errors.InvalidRequest($"size: {grant.Size} bytes were announced, {size} have come.");
            if (grant.HashCode is { } hash && !IsHash(hash, sha256, md5))
                throw Errors.InvalidRequest($"hash_code: {hash} was announced, the file's SHA-256 is {sha256}.");
            var file = new DeviceFile(rowIds.Next(), fileId, grant.DeviceId, grant.ObjectName, size, sha256, clock.GetUtcNow());
            var former = await _core.WriteAsync(core =>
            {
                if (DeviceStore.Find(core, grant.DeviceId) is null)
                    throw Errors.DeviceNotFound(grant.DeviceId);
                var former = DeviceFile.Find(core, grant.DeviceId, grant.ObjectName);
                former?.Delete(core);
                file.Insert(core, spaces.ProjectId);
                return former;
            }, cancellationToken: CancellationToken.None);
            if (former is not null)
                blobs.Delete(former.FileId);
            return file;
        }
        catch
        {
            blobs.Delete(fileId);
            throw;
        }
    }

    /// <summary>False when there is no such file.</summary>
    public async Task<bool> DeleteAsync(string deviceId, string objectName, CancellationToken cancellationToken) =>
        Find(deviceId, objectName) is { } file && await DeleteAsync([file], cancellationToken);

    public void Deleted(DbConnection core, string deviceId)
    {
        var files = DeviceFile.Of(core, deviceId);
        files.ForEach(file => file.Delete(core));
        if (files.Count > 0)
            _orphans[deviceId] = files;
    }

    public ValueTask DeviceDeletedAsync(string deviceId, CancellationToken cancellationToken)
    {
        if (_orphans.TryRemove(deviceId, out var files))
            files.ForEach(file => blobs.Delete(file.FileId));
        return ValueTask.CompletedTask;
    }

    /// <summary>Deletes what is too old; true when there may be more.</summary>
    public Task<bool> DeleteOldAsync(CancellationToken cancellationToken)
    {
        var oldest = _pace.Reach(clock.GetUtcNow() - options.Retention, () => _core.Read(DeviceFile.Oldest));
        return DeleteAsync(_core.Read(core => DeviceFile.OlderThan(core, oldest, SliceRows)), cancellationToken);
    }

    /// <summary>Before the first listener: row ids go on, and what an interrupted run left behind goes.</summary>
    public void Open()
    {
        rowIds.StartAbove(_core.Read(core => core.Scalar<string>("select max(row_id) from device_file")));
        blobs.DeleteExcept(fileId => _core.Read(core => DeviceFile.IsKnown(core, fileId)));
    }

    async Task<bool> DeleteAsync(List<DeviceFile> files, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
            return false;
        await _core.WriteAsync(core => files.ForEach(file => file.Delete(core)), cancellationToken: cancellationToken);
        files.ForEach(file => blobs.Delete(file.FileId));
        return true;
    }

    long RoomFor(FileGrant grant)
    {
        var (count, bytes, all, former) = _core.Read(core =>
        {
            var use = DeviceFile.UseOf(core, grant.DeviceId);
            return (use.Count, use.Bytes, DeviceFile.BytesInAll(core), DeviceFile.Find(core, grant.DeviceId, grant.ObjectName));
        });
        if (count >= options.DeviceFilesMax && former is null)
            throw Errors.Forbidden($"The device {grant.DeviceId} has {count} files already, which is the most; delete some.");
        return Math.Min(options.FileBytesMax, Math.Min(options.DeviceBytesMax - bytes, options.TotalBytesMax - all - blobs.Incoming) + (former?.Size ?? 0));
    }

    // The vendor's samples announce SHA-256; older ones MD5. What is neither can't be compared.
    static bool IsHash(string announced, string sha256, string md5) => announced.Length switch
    {
        64 => announced.Equals(sha256, StringComparison.OrdinalIgnoreCase),
        32 => announced.Equals(md5, StringComparison.OrdinalIgnoreCase),
        _ => true,
    };

    static IotdaException TooLarge(long room) => new(new(413, "IOTDA.000008", $"The file is larger than the {Math.Max(0, room)} bytes for which there is room."));
}
