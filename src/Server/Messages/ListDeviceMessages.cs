using Dukou.Server.Api;
using Dukou.Server.Devices;

namespace Dukou.Server.Messages;

/// <summary>Lists the last messages to a device, newest first; there are no pages.</summary>
[Operation("GET", "devices/{deviceId}/messages")]
static class ListDeviceMessages
{
    public static async Task<Response> Handle(string deviceId, DeviceStore devices, MessageStore messages)
    {
        await devices.GetAsync(deviceId);
        return new(deviceId, [.. messages.List(deviceId).Select(MessageResponse.Of)]);
    }

    public sealed record Response(string DeviceId, IReadOnlyList<MessageResponse> Messages);
}
