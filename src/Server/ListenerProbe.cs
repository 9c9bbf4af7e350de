using System.Net;
using System.Net.Sockets;

namespace Dukou.Server;

/// <summary>
/// Tries every listener's address before anything is made, so that a start that must fail leaves no half-made account behind and all
/// addresses that can't be are named at once, each with its option.
/// </summary>
static class ListenerProbe
{
    public static IReadOnlyList<string> Problems(ServerOptions options)
    {
        var problems = new List<string>();
        var sockets = new List<Socket>();
        foreach (var (option, listen) in options.Listeners)
            if (listen is not null && Try(option, listen, sockets) is { } obstacle)
                problems.Add($"{listen} {obstacle}");
        // Held until here: two options with the same port are found too.
        foreach (var socket in sockets)
            socket.Dispose();
        return problems;
    }

    static string? Try(string option, Listen listen, List<Socket> sockets)
    {
        var socket = new Socket(listen.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        sockets.Add(socket);
        try
        {
            if (listen.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(listen.Address, listen.Port));
            return null;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"is in use by another program; choose another address with {option} (port 0 picks a free one).",
                SocketError.AccessDenied => $"needs rights that this user doesn't have; choose a port above 1023 with {option}.",
                SocketError.AddressNotAvailable => $"is not an address of this machine; give one that is with {option}, or 0.0.0.0 for all.",
                _ => $"can't be used for {option}: {failure.Message}",
            };
        }
    }
}
