using Dukou.Server.Api;
using Dukou.Server.Devices;

namespace Dukou.Server.Files;

/// <summary>Signs an address at which the application puts a file for a device, or fetches one of the device's: an operation of our own.</summary>
[Operation("POST", "devices/{deviceId}/file-urls", Own = true, Success = StatusCodes.Status201Created, Group = "files")]
static class CreateDeviceFileUrl
{
    public static async Task<Response> Handle(string deviceId, Request body, DeviceStore devices, DeviceFileStore files, FileUrls urls, FileStoreOptions options, TimeProvider clock)
    {
        var mistake = FileManager.NameMistake(body.FileName);
        new Check()
            .That(mistake is null, "file_name", mistake ?? "")
            .Required(body.Method, "method").OneOf(body.Method, "method", "PUT", "GET")
            .Range(body.Size, "size", 0, options.FileBytesMax)
            .Text(body.HashCode, "hash_code", 64)
            .Done();
        await devices.GetAsync(deviceId);
        if (body.Method == "GET" && files.Find(deviceId, body.FileName!) is null)
            throw FileErrors.NotFound(deviceId, body.FileName!);
        var put = body.Method == "PUT";
        var grant = new FileGrant(body.Method!, deviceId, body.FileName!, clock.GetUtcNow() + options.UrlLifetime, put ? body.Size : null, put ? body.HashCode : null);
        return new(urls.Sign(grant), grant.ObjectName, (long)options.UrlLifetime.TotalSeconds);
    }

    /// <param name="FileName">The file's name among those of the device.</param>
    /// <param name="Method"><c>PUT</c> or <c>GET</c>.</param>
    /// <param name="Size">With PUT: the only size that is taken.</param>
    /// <param name="HashCode">With PUT: the only SHA-256 (or MD5) that is taken, in hex.</param>
    public sealed record Request(string? FileName, string? Method, long? Size, string? HashCode);

    /// <param name="Url">Good for <paramref name="Expire"/> seconds, without any other proof.</param>
    /// <param name="ObjectName">The file.</param>
    /// <param name="Expire">Seconds.</param>
    public sealed record Response(string Url, string ObjectName, long Expire);
}
