using Dukou.Server.Api;
using Dukou.Server.Devices;

namespace Dukou.Server.Files;

/// <summary>Lists the files of a device, newest first: an operation of our own.</summary>
[Operation("GET", "devices/{deviceId}/files", Own = true, Group = "files")]
static class ListDeviceFiles
{
    public static async Task<Response> Handle(string deviceId, [AsParameters] Paging paging, DeviceStore devices, DeviceFileStore files)
    {
        var page = paging.Checked();
        await devices.GetAsync(deviceId);
        var (found, answered) = files.List(deviceId, page);
        return new([.. found.Select(file => new FileResponse(file.ObjectName, file.Size, file.HashCode, file.CreatedTime))], answered);
    }

    public sealed record Response(IReadOnlyList<FileResponse> Files, Page Page);

    /// <param name="FileName">Its name among those of the device.</param>
    /// <param name="Size">Bytes.</param>
    /// <param name="HashCode">SHA-256 in hex.</param>
    /// <param name="CreatedTime">When it came.</param>
    public sealed record FileResponse(string FileName, long Size, string HashCode, DateTimeOffset CreatedTime);
}
