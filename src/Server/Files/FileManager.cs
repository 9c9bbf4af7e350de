using System.Globalization;
using System.Text.Json;
using Dukou.Protocol.Iotda.Payloads;
using Dukou.Server.Devices;
using Dukou.Server.Events;

namespace Dukou.Server.Files;

/// <summary>
/// <c>$file_manager</c> (section 2.14): a device asks where to put a file or where to fetch one, and reports how that went. The C SDK
/// writes size and hash beside <c>file_attributes</c> in place of into it; both are read.
/// </summary>
[EventService("$file_manager", UploadUrl, DownloadUrl, "upload_result_report", "download_result_report")]
sealed class FileManager(DeviceFileStore files, FileUrls urls, DeviceStore devices, FileStoreOptions options, TimeProvider clock) : IEventService
{
    public const int NameCharactersMax = 256;

    const string UploadUrl = "get_upload_url";
    const string DownloadUrl = "get_download_url";
    // Devices pass it on to storage SDKs; there is one bucket here.
    const string Bucket = "dukou";

    public string? MistakeIn(DeviceEvent asked)
    {
        if (asked.EventType is not (UploadUrl or DownloadUrl))
            return !asked.TryRead<Report>(out var report, out var wrong) ? wrong
                : report.ObjectName is null ? "paras.object_name is missing"
                : report.ResultCode is null ? "paras.result_code is missing"
                : null;
        if (!asked.TryRead<Request>(out var request, out var mistake))
            return mistake;
        return NameMistake(request.FileName) is { } problem ? "paras.file_name " + problem
            : request.Attributes is { Size: < 0 } ? "size is negative"
            : null;
    }

    public async ValueTask<DeviceEvent?> HandleAsync(EventUplink uplink, DeviceEvent asked, CancellationToken cancellationToken)
    {
        if (asked.EventType is not (UploadUrl or DownloadUrl))
            return null;
        var (request, now) = (asked.Read<Request>(), clock.GetUtcNow());
        var (name, announced) = (request.FileName!, request.Attributes);
        var grant = new FileGrant("PUT", uplink.DeviceId, name, now + options.UrlLifetime, announced.Size, announced.HashCode);
        object? attributes = request.FileAttributes;
        if (asked.EventType == DownloadUrl)
        {
            var file = files.Find(uplink.DeviceId, name) ?? throw FileErrors.NotFound(uplink.DeviceId, name);
            grant = new FileGrant("GET", uplink.DeviceId, name, now + options.UrlLifetime);
            attributes ??= new { file.HashCode, file.Size };
        }
        // Who holds the connection fetches the file, for its children too.
        var secure = await devices.FindAsync(uplink.Link.ConnectedId) is { SecureAccess: true };
        return asked.Answer(asked.EventType + "_response", now,
            new { Url = urls.Sign(grant, secure), BucketName = Bucket, ObjectName = name, Expire = (long)options.UrlLifetime.TotalSeconds, FileAttributes = attributes });
    }

    /// <summary>What is wrong with a file's name; null when nothing is.</summary>
    public static string? NameMistake(string? name) => name switch
    {
        null or "" => "is missing",
        { Length: > NameCharactersMax } => $"has more than {NameCharactersMax} characters",
        _ when name.Any(char.IsControl) => "has control characters",
        _ => null,
    };

    sealed record Request
    {
        public string? FileName { get; init; }
        public JsonElement? FileAttributes { get; init; }
        public string? HashCode { get; init; }
        public long? Size { get; init; }

        public Announced Attributes
        {
            get
            {
                var inside = FileAttributes is { ValueKind: JsonValueKind.Object } given ? given : default;
                return new(Number(inside) ?? Size, Text(inside) ?? HashCode);
            }
        }

        static string? Text(JsonElement attributes) =>
            attributes.ValueKind == JsonValueKind.Object && attributes.TryGetProperty("hash_code", out var hash) && hash.ValueKind == JsonValueKind.String ? hash.GetString() : null;

        static long? Number(JsonElement attributes)
        {
            if (attributes.ValueKind != JsonValueKind.Object || !attributes.TryGetProperty("size", out var size))
                return null;
            return size.ValueKind switch
            {
                JsonValueKind.Number when size.TryGetInt64(out var number) => number,
                JsonValueKind.String when long.TryParse(size.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
                _ => null,
            };
        }
    }

    readonly record struct Announced(long? Size, string? HashCode);

    sealed record Report
    {
        public string? ObjectName { get; init; }
        public long? ResultCode { get; init; }
    }
}
