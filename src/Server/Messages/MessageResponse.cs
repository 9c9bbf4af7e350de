using System.Text.Json;

namespace Dukou.Server.Messages;

/// <summary>A message as the API answers it.</summary>
sealed record MessageResponse(string MessageId, string? Name, JsonElement Message, string Encoding, string PayloadFormat, string? Topic, MessageProperties? Properties, string Status,
    MessageResponse.ErrorInfoResponse? ErrorInfo, DateTimeOffset CreatedTime, DateTimeOffset? FinishedTime)
{
    public static MessageResponse Of(Message message) => new(message.MessageId, message.Name, JsonElement.Parse(message.Content), message.Encoding, message.PayloadFormat,
        message.GivenTopic, message.Properties, message.ShownStatus, ErrorOf(message), message.CreatedTime, message.FinishedTime);

    public static ErrorInfoResponse? ErrorOf(Message message) => message.ErrorCode is { } code ? new(code, message.ErrorMsg) : null;

    public sealed record ErrorInfoResponse(string ErrorCode, string? ErrorMsg);
}
