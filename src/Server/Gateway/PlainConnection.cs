using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Dukou.Server.Gateway;

/// <summary>One accepted socket of <see cref="PlainTransport"/>.</summary>
sealed class PlainConnection : ConnectionContext, IDuplexPipe
{
    static long _last;

    readonly Socket _socket;
    readonly SocketReader _input;
    readonly SocketWriter _output;
    readonly CancellationTokenSource _closed = new();
    Dictionary<object, object?>? _items;
    string? _id;
    int _ended;

    public PlainConnection(Socket socket)
    {
        _socket = socket;
        socket.NoDelay = true;
        socket.Blocking = false;
        _input = new SocketReader(socket);
        _output = new SocketWriter(socket);
        ConnectionClosed = _closed.Token;
        try
        {
            RemoteEndPoint = socket.RemoteEndPoint;
            LocalEndPoint = socket.LocalEndPoint;
        }
        catch (SocketException)
        {
            // The peer has gone already; the first read says so.
        }
    }

    public override string ConnectionId
    {
        get => _id ??= Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        set => _id = value;
    }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items
    {
        get => _items ??= [];
        set => _items = new(value);
    }

    public override IDuplexPipe Transport
    {
        get => this;
        set => throw new NotSupportedException("Nothing stands between this socket and its session.");
    }

    public override CancellationToken ConnectionClosed { get; set; }

    public override EndPoint? RemoteEndPoint { get; set; }

    public override EndPoint? LocalEndPoint { get; set; }

    PipeReader IDuplexPipe.Input => _input;

    PipeWriter IDuplexPipe.Output => _output;

    public override void Abort(ConnectionAbortedException abortReason) => End();

    public override async ValueTask DisposeAsync()
    {
        End();
        await _closed.CancelAsync();
        _closed.Dispose();
        _input.Dispose();
        _output.Complete();
        await base.DisposeAsync();
    }

    void End()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        try
        {
            // What was written still goes out, then the peer reads the end.
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The peer was faster.
        }
        _socket.Dispose();
    }
}
