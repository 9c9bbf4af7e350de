namespace Dukou.Server.Sockets;

/// <summary>Takes the connections of a listening socket, and has what the accepted ones need: it is disposed after the last of them.</summary>
interface IPlainAcceptor : IDisposable
{
    /// <summary>How long who connects waits when the system has no descriptor or no memory left: asking at once again would be all that is done.</summary>
    protected static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>Begins to accept.</summary>
    void Start();

    /// <summary>Accepts no more, and has told of every socket that it accepted.</summary>
    Task StopAsync();
}
