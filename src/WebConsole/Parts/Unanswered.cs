namespace Dukou.WebConsole.Parts;

/// <summary>How a call of the API ends that nobody answers: the platform has stopped, or whoever asked has left.</summary>
static class Unanswered
{
    public static bool Is(Exception failure) => failure is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException;
}
