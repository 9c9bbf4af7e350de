using System.Net;

namespace Dukou.ApplicationSdk;

/// <summary>The platform refused a request or failed at it. The request id finds the call in the platform's traces.</summary>
public sealed class IotdaRequestException(HttpStatusCode status, string code, string reason, string? requestId, Exception? inner = null)
    : Exception($"{(int)status} {code}: {reason}" + (requestId is null ? "" : $" (request {requestId})"), inner)
{
    /// <summary>The <see cref="Code"/> of an answer that says success and can't be read.</summary>
    public const string UnreadableCode = "unreadable";

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>The error code, such as <c>IOTDA.014016</c>; the status as text when the answer had none.</summary>
    public string Code { get; } = code;

    /// <summary>The sentence of the answer.</summary>
    public string Reason { get; } = reason;

    /// <summary>The answer's <c>X-Request-Id</c>.</summary>
    public string? RequestId { get; } = requestId;
}
