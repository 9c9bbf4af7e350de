using System.CommandLine;
using Dukou.ApplicationSdk;
using Dukou.Server;

namespace Dukou.Cli.Module.Verbs;

/// <summary>What every verb about modules does around its own work: ends cleanly on a signal, and says each failure in one line.</summary>
static class Guard
{
    public static async Task<int> RunAsync(ParseResult parsed, Func<CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        var error = parsed.InvocationConfiguration.Error;
        using var stop = new StopSignal(cancellationToken);
        try
        {
            return await run(stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return 0;
        }
        catch (PlatformStartException failure)
        {
            return Failure.Print(error, failure.Problems);
        }
        catch (Exception failure) when (failure is IotdaRequestException or HttpRequestException or IOException or UnauthorizedAccessException or NoPythonException)
        {
            return Failure.Print(error, [failure.Message]);
        }
    }
}
