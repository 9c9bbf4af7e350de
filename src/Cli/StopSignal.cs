using System.Runtime.InteropServices;

namespace Dukou.Cli;

/// <summary>SIGINT and SIGTERM as a token: a verb that runs until it is told to stop ends cleanly, with status 0.</summary>
sealed class StopSignal : IDisposable
{
    readonly CancellationTokenSource _told;
    readonly PosixSignalRegistration _interrupt;
    readonly PosixSignalRegistration _terminate;

    public StopSignal(CancellationToken cancellationToken)
    {
        _told = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    }

    public CancellationToken Token => _told.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _told.Dispose();
    }

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _told.Cancel();
    }
}
