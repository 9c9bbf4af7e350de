namespace Dukou.Server.Api.Authentication;

/// <summary>Refusals of callers who did not prove who they are, or who may not. The sentence of the answer is the reason's.</summary>
static class Refusals
{
    public static IotdaException Unauthenticated(Because because, string? sentence = null, string? detail = null) =>
        new(new(StatusCodes.Status401Unauthorized, "IOTDA.000002", sentence ?? $"{because.Sentence()} {because.Remedy()}".TrimEnd()), because) { Detail = detail };

    public static IotdaException RoleTooLow(Because because) =>
        new(new(StatusCodes.Status403Forbidden, "IOTDA.000021", $"{because.Sentence()} {because.Remedy()}"), because);

    public static IotdaException ForeignProject(Because because) =>
        new(new(StatusCodes.Status403Forbidden, "IOTDA.000021", $"{because.Sentence()} {because.Remedy()}"), because);
}
