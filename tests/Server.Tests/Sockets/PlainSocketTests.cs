using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Dukou.Server.Sessions;
using Dukou.Server.Sockets;

namespace Dukou.Server.Tests.Sockets;

/// <summary>What a peer can do to a plain socket, over Linux's own calls and over .NET's sockets, which other systems use.</summary>
public sealed class PlainSocketTests : IAsyncLifetime
{
    public enum By
    {
        System,
        Runtime,
    }

    readonly Channel<IPlainSocket> _accepted = Channel.CreateUnbounded<IPlainSocket>();
    IPlainAcceptor? _acceptor;
    IPEndPoint? _endpoint;

    static CancellationToken Canceled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(By.System)]
    [InlineData(By.Runtime)]
    public async Task Bytes_and_the_peer_s_end_are_both_read_however_close_they_come(By by)
    {
        Listen(by);
        for (var round = 0; round < 300; round++)
        {
            var (peer, socket) = await ConnectAsync();
            using var _ = peer;
            using var __ = socket;
            using var reader = new SocketReader(socket);
            var reading = ReadToEndAsync(reader);
            peer.Send(new byte[round]);
            peer.Shutdown(SocketShutdown.Send);
            Assert.Equal(round, (await reading.WaitAsync(TimeSpan.FromSeconds(20), Canceled)).Length);
        }
    }

    [Theory]
    [InlineData(By.System)]
    [InlineData(By.Runtime)]
    public async Task More_than_the_socket_takes_arrives_whole_once_the_peer_reads(By by)
    {
        Listen(by);
        var (peer, socket) = await ConnectAsync();
        using var _ = peer;
        using var __ = socket;
        var bytes = new byte[32 * 1024 * 1024];
        Random.Shared.NextBytes(bytes);
        var writing = new SocketWriter(socket).WriteAsync(bytes, Canceled).AsTask();
        Assert.False(writing.IsCompleted);
        var got = new byte[bytes.Length];
        await using (var stream = new NetworkStream(peer))
            await stream.ReadExactlyAsync(got, Canceled);
        Assert.False((await writing).IsCompleted);
        Assert.True(bytes.AsSpan().SequenceEqual(got));
    }

    [Theory]
    [InlineData(By.System)]
    [InlineData(By.Runtime)]
    public async Task More_than_a_buffer_holds_is_read_on_without_a_further_word_of_the_system(By by)
    {
        Listen(by);
        var (peer, socket) = await ConnectAsync();
        using var _ = peer;
        using var __ = socket;
        var bytes = new byte[1024 * 1024];
        Random.Shared.NextBytes(bytes);
        // More than a buffer of it lies there before the first read.
        var sending = peer.SendAsync(bytes, Canceled);
        using var reader = new SocketReader(socket);
        var got = 0;
        while (got < bytes.Length)
        {
            var read = await reader.ReadAsync(Canceled);
            Assert.True(bytes.AsSpan(got, (int)read.Buffer.Length).SequenceEqual(read.Buffer.ToArray()));
            got += (int)read.Buffer.Length;
            reader.AdvanceTo(read.Buffer.End);
        }
        Assert.Equal(bytes.Length, await sending);
    }

    [Theory]
    [InlineData(By.System)]
    [InlineData(By.Runtime)]
    public async Task What_arrives_between_a_read_that_was_canceled_and_the_next_is_read(By by)
    {
        Listen(by);
        var (peer, socket) = await ConnectAsync();
        using var _ = peer;
        using var __ = socket;
        using var reader = new SocketReader(socket);
        var canceled = reader.ReadAsync(Canceled);
        reader.CancelPendingRead();
        Assert.True((await canceled).IsCanceled);
        reader.AdvanceTo(default);
        peer.Send([1]);
        // One of these is told of its byte by the thread that has told of the first's before.
        for (var i = 0; i < Environment.ProcessorCount; i++)
        {
            var (other, otherSocket) = await ConnectAsync();
            using var ___ = other;
            using var ____ = otherSocket;
            using var otherReader = new SocketReader(otherSocket);
            var waiting = otherReader.ReadAsync(Canceled);
            other.Send([2]);
            Assert.Equal(1, (await waiting).Buffer.Length);
        }
        Assert.Equal([1], (await reader.ReadAsync(Canceled).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Canceled)).Buffer.ToArray());
    }

    [Theory]
    [InlineData(By.System)]
    [InlineData(By.Runtime)]
    public async Task Disposing_it_ends_a_read_and_a_write_that_wait(By by)
    {
        Listen(by);
        var (peer, socket) = await ConnectAsync();
        using var _ = peer;
        using var reader = new SocketReader(socket);
        var reading = reader.ReadAsync(Canceled).AsTask();
        var writing = new SocketWriter(socket).WriteAsync(new byte[32 * 1024 * 1024], Canceled).AsTask();
        Assert.False(reading.IsCompleted || writing.IsCompleted);
        socket.Dispose();
        Assert.True((await writing.WaitAsync(TimeSpan.FromSeconds(20), Canceled)).IsCompleted);
        Assert.True(LinkFailure.Is(await Assert.ThrowsAnyAsync<Exception>(() => reading.WaitAsync(TimeSpan.FromSeconds(20), Canceled))));
    }

    [Theory]
    [InlineData(By.System)]
    [InlineData(By.Runtime)]
    public async Task Sockets_that_come_and_go_at_once_don_t_hear_each_other_s_ends(By by)
    {
        Listen(by);
        var echoing = EchoAsync();
        await Parallel.ForAsync(0, 8, Canceled, async (lane, canceled) =>
        {
            for (var round = 0; round < 200; round++)
            {
                using var peer = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await peer.ConnectAsync(_endpoint!, canceled);
                var sent = new byte[] { (byte)lane, (byte)round };
                var got = new byte[2];
                for (var i = 0; i < 3; i++)
                {
                    await peer.SendAsync(sent, canceled);
                    await using var stream = new NetworkStream(peer);
                    await stream.ReadExactlyAsync(got, canceled);
                    Assert.Equal(sent, got);
                }
                if (round % 2 == 0)
                    peer.LingerState = new LingerOption(true, 0);
            }
        });
        _accepted.Writer.Complete();
        await echoing;
    }

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        if (_acceptor is null)
            return;
        await _acceptor.StopAsync();
        _acceptor.Dispose();
    }

    void Listen(By by)
    {
        Assert.SkipUnless(by == By.Runtime || OperatingSystem.IsLinux(), "The system's own calls are Linux's.");
        var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen(64);
        _endpoint = (IPEndPoint)listening.LocalEndPoint!;
        _acceptor = by == By.System && OperatingSystem.IsLinux() ? new EpollAcceptor(listening, Accepted, Assert.Fail) : new RuntimeAcceptor(listening, Accepted, Assert.Fail);
        _acceptor.Start();
        void Accepted(IPlainSocket socket) => _accepted.Writer.TryWrite(socket);
    }

    async Task<(Socket Peer, IPlainSocket Socket)> ConnectAsync()
    {
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(_endpoint!, Canceled);
        var socket = await _accepted.Reader.ReadAsync(Canceled);
        Assert.Equal(peer.LocalEndPoint, socket.Remote);
        return (peer, socket);
    }

    async Task EchoAsync()
    {
        var ends = new List<Task>();
        await foreach (var socket in _accepted.Reader.ReadAllAsync(Canceled))
            ends.Add(EchoAsync(socket));
        await Task.WhenAll(ends);
    }

    static async Task EchoAsync(IPlainSocket socket)
    {
        using var _ = socket;
        using var reader = new SocketReader(socket);
        var writer = new SocketWriter(socket);
        try
        {
            for (var read = await reader.ReadAsync(Canceled); !read.IsCompleted; read = await reader.ReadAsync(Canceled))
            {
                await writer.WriteAsync(read.Buffer.ToArray(), Canceled);
                reader.AdvanceTo(read.Buffer.End);
            }
        }
        catch (Exception reset) when (LinkFailure.Is(reset))
        {
            // Every second peer resets its connection.
        }
    }

    static async Task<byte[]> ReadToEndAsync(SocketReader reader)
    {
        while (true)
        {
            var read = await reader.ReadAsync(Canceled);
            if (read.IsCompleted)
                return read.Buffer.ToArray();
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
