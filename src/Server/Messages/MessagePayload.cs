using System.Text;
using System.Text.Json;
using Dukou.Protocol.Iotda.Payloads;

namespace Dukou.Server.Messages;

/// <summary>The bytes that go down for a message (D:3017): base64 is decoded, <c>raw</c> goes as it is, <c>standard</c> is wrapped.</summary>
static class MessagePayload
{
    public static byte[] Of(Message message)
    {
        var text = TextOf(JsonElement.Parse(message.Content));
        return message.Encoding == "base64" ? Convert.FromBase64String(text)
            : message.PayloadFormat == "raw" ? Encoding.UTF8.GetBytes(text)
            // Devices read the content as text, whatever it holds.
            : SystemMessage.OfText(message.ObjectDeviceId, message.Name, message.MessageId, text).ToUtf8();
    }

    static string TextOf(JsonElement content) => content.ValueKind == JsonValueKind.String ? content.GetString()! : content.GetRawText();
}
