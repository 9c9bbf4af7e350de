using Dukou.Server.Api;
using Dukou.Server.Devices;

namespace Dukou.Server.Messages;

/// <summary>Shows one message to a device and what became of it.</summary>
[Operation("GET", "devices/{deviceId}/messages/{messageId}")]
static class ShowDeviceMessage
{
    public static async Task<MessageResponse> Handle(string deviceId, string messageId, DeviceStore devices, MessageStore messages)
    {
        await devices.GetAsync(deviceId);
        return MessageResponse.Of(messages.Find(deviceId, messageId) ?? throw MessageErrors.NotFound(deviceId, messageId));
    }
}

/// <summary>Refusals of this feature.</summary>
static class MessageErrors
{
    /// <summary>IoTDA's code for a missing message is not published; 000029 is its code for a resource that is not there.</summary>
    public static IotdaException NotFound(string deviceId, string messageId) =>
        new(new(404, "IOTDA.000029", $"The device {deviceId} has no message {messageId}; the last 20 are kept."));
}
