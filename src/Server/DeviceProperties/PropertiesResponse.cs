using System.Text.Json;
using System.Text.Json.Serialization;
using Dukou.Server.Devices;

namespace Dukou.Server.DeviceProperties;

/// <summary>What a device answered to a property call, as it came; or the code that says that it did not in time, with HTTP 200.</summary>
sealed record PropertiesResponse(string RequestId, [property: JsonPropertyName("response")] JsonElement? Answer)
{
    public string? ErrorCode { get; init; }
    public string? ErrorMsg { get; init; }

    public static PropertiesResponse Of((string RequestId, JsonElement? Answer) asked) => asked.Answer is not null
        ? new(asked.RequestId, asked.Answer)
        : new(asked.RequestId, null) { ErrorCode = RequestTimedOut.Code, ErrorMsg = RequestTimedOut.Sentence };
}
