namespace Dukou.Server.Api;

/// <summary>One refusal of the REST API: HTTP status, IoTDA's code, and a sentence that names the value and the remedy.</summary>
sealed record Error(int Status, string Code, string Message);

/// <summary>
/// Thrown by an operation to refuse a request; <see cref="ErrorResponses"/> turns it into the answer. The trace of the call shows
/// <see cref="Because"/> and <see cref="Detail"/>, when given, which the answer does not.
/// </summary>
sealed class IotdaException(Error error, Because? because = null) : Exception(error.Message)
{
    public Error Error { get; } = error;
    public Because? Because { get; } = because;
    public string? Detail { get; init; }
}
