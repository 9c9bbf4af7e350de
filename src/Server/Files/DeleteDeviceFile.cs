using Dukou.Server.Api;
using Dukou.Server.Devices;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Files;

/// <summary>Deletes a file of a device: an operation of our own. Names may have slashes, so the name is a parameter of the query.</summary>
[Operation("DELETE", "devices/{deviceId}/files", Own = true, Success = StatusCodes.Status204NoContent, Group = "files")]
static class DeleteDeviceFile
{
    public static async Task<NoContent> Handle(string deviceId, [FromQuery(Name = "file_name")] string? fileName, DeviceStore devices, DeviceFileStore files, CancellationToken cancellationToken)
    {
        new Check().Required(fileName, "file_name").Done();
        await devices.GetAsync(deviceId);
        if (!await files.DeleteAsync(deviceId, fileName!, cancellationToken))
            throw FileErrors.NotFound(deviceId, fileName!);
        return TypedResults.NoContent();
    }
}
