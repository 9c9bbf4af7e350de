using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.DeviceConfigs;

/// <summary>Forgets a configuration; one that is unfinished is not sent any more: an operation of our own.</summary>
[Operation("DELETE", "device-configs/{configId}", Own = true, Success = StatusCodes.Status204NoContent, Group = "device configuration")]
static class DeleteDeviceConfig
{
    public static async Task<NoContent> Handle(string configId, DeviceConfigStore configs, CancellationToken cancellationToken)
    {
        if (!await configs.DeleteAsync(configId, cancellationToken))
            throw ShowDeviceConfig.NotFound(configId);
        return TypedResults.NoContent();
    }
}
