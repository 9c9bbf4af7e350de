using System.Net.Sockets;

namespace Dukou.Server.Sockets;

/// <summary>Accepts by .NET's own sockets, on any system.</summary>
sealed class RuntimeAcceptor(Socket listening, Action<IPlainSocket> accepted, Action<string> failed) : IPlainAcceptor
{
    Task _accepting = Task.CompletedTask;

    public void Start() => _accepting = AcceptAsync();

    public async Task StopAsync()
    {
        listening.Dispose();
        await _accepting;
    }

    public void Dispose() => listening.Dispose();

    async Task AcceptAsync()
    {
        while (true)
            try
            {
                accepted(new RuntimeSocket(await listening.AcceptAsync()));
            }
            catch (Exception closed) when (closed is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }
            catch (SocketException gone) when (gone.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
            {
                // The peer was faster.
            }
            // The world's fault: no descriptor or no memory is left. Who comes waits in the backlog.
            catch (SocketException failure)
            {
                failed(failure.Message);
                await Task.Delay(IPlainAcceptor.AgainAfter);
            }
    }
}
