using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Pipeline;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.Files;

/// <summary>
/// Where signed addresses lead: PUT receives a file, GET sends one, ranges included. Who has the address needs no other proof. What became
/// of each transfer is traced.
/// </summary>
sealed class FileEndpoints(FileUrls urls, DeviceFileStore files, FileBlobs blobs, DeviceStore devices, FileStoreOptions options, TraceFeed traces, TimeProvider clock)
{
    public const string Root = "/files/";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut(Root + "{token}/{**name}", (string token, HttpContext context, FileEndpoints endpoints) => endpoints.PutAsync(token, context)).ExcludeFromDescription();
        routes.MapGet(Root + "{token}/{**name}", (string token, FileEndpoints endpoints) => endpoints.Get(token)).ExcludeFromDescription();
    }

    async Task<Ok> PutAsync(string token, HttpContext context)
    {
        var grant = Granted(token, "PUT");
        try
        {
            // The store knows the bound; this one only keeps Kestrel's own, smaller one away.
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                size.MaxRequestBodySize = options.FileBytesMax + 1;
            var file = await files.ReceiveAsync(grant, context.Request.Body, context.Request.ContentLength, context.RequestAborted);
            Trace(grant, TraceKind.Uplink, TraceOutcome.Done, FileReasons.Received.With(("name", file.ObjectName), ("bytes", $"{file.Size}")));
            return TypedResults.Ok();
        }
        catch (Exception failure) when (failure is IotdaException or BadHttpRequestException or IOException or OperationCanceledException)
        {
            Trace(grant, TraceKind.Uplink, TraceOutcome.Refused, FileReasons.NotReceived.With(("name", grant.ObjectName), ("problem", failure.Message)));
            throw;
        }
    }

    PhysicalFileHttpResult Get(string token)
    {
        var grant = Granted(token, "GET");
        if (files.Find(grant.DeviceId, grant.ObjectName) is not { } file)
            throw FileErrors.NotFound(grant.DeviceId, grant.ObjectName);
        Trace(grant, TraceKind.Downlink, TraceOutcome.Done, FileReasons.Fetched.With(("name", file.ObjectName), ("bytes", $"{file.Size}")));
        return TypedResults.PhysicalFile(blobs.PathOf(file.FileId), "application/octet-stream", file.ObjectName, file.CreatedTime, enableRangeProcessing: true);
    }

    FileGrant Granted(string token, string method)
    {
        if (urls.Open(token) is not { } grant || grant.Method != method)
            throw Errors.Forbidden("The address was not signed by this platform for this method.");
        var problem = devices.Find(grant.DeviceId) switch
        {
            null => "its device does not exist any more",
            { Frozen: true } => "its device is frozen",
            _ when grant.ExpiryTime <= clock.GetUtcNow() => $"it expired at {Instants.Compact(grant.ExpiryTime)}",
            _ => null,
        };
        if (problem is null)
            return grant;
        Trace(grant, TraceKind.Uplink, TraceOutcome.Refused, FileReasons.AddressVoid.With(("name", grant.ObjectName), ("problem", problem)));
        throw Errors.Forbidden($"The address is void: {problem}.");
    }

    void Trace(FileGrant grant, TraceKind kind, TraceOutcome outcome, Because because) =>
        traces.Write(new TraceEntry(kind, outcome, clock.GetUtcNow(), because) { DeviceId = grant.DeviceId });
}

/// <summary>Refusals of this feature's operations.</summary>
static class FileErrors
{
    public static IotdaException NotFound(string deviceId, string objectName) =>
        new(new(404, "IOTDA.000029", $"The device {deviceId} has no file {objectName}; it may have been deleted or was never there."));
}
