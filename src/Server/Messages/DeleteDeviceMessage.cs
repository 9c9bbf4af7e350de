using Dukou.Server.Api;
using Dukou.Server.Devices;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.Messages;

/// <summary>Forgets a message; one that waits is not sent any more.</summary>
[Operation("DELETE", "devices/{deviceId}/messages/{messageId}")]
static class DeleteDeviceMessage
{
    public static async Task<NoContent> Handle(string deviceId, string messageId, DeviceStore devices, MessageStore messages, CancellationToken cancellationToken)
    {
        await devices.GetAsync(deviceId);
        if (!await messages.DeleteAsync(deviceId, messageId, cancellationToken))
            throw MessageErrors.NotFound(deviceId, messageId);
        return TypedResults.NoContent();
    }
}
