using System.Text.Json;
using Dukou.Server.Api;
using Dukou.Server.Devices;

namespace Dukou.Server.Messages;

/// <summary>The <c>notify_data</c> of <c>device.message.status</c> (application-api, section 10).</summary>
static class MessageNotifications
{
    public static string Status(Device device, Message message) => JsonSerializer.Serialize(new
    {
        Header = DeviceNotifications.Header(device),
        Body = new
        {
            message.MessageId,
            message.Name,
            message.Topic,
            Status = message.ShownStatus,
            Timestamp = message.FinishedTime,
            ErrorInfo = MessageResponse.ErrorOf(message),
        },
    }, Json.Options);
}
