using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Dukou.Server.Tests.Module;

/// <summary>
/// The platform's end of the wire, played by a test: a listener on loopback whose test reads the bytes of each packet and
/// answers with bytes of its own. It knows MQTT's framing and nothing else.
/// </summary>
sealed class ScriptedPeer : IAsyncDisposable
{
    static readonly TimeSpan AnswerTimeMax = TimeSpan.FromSeconds(60);

    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    Stream _stream = Stream.Null;

    public ScriptedPeer()
    {
        _listener.Start();
        _patience.CancelAfter(AnswerTimeMax);
    }

    public string Address => _listener.LocalEndpoint.ToString()!; // A started listener has one.

    /// <summary>Takes the next connection and asserts what it says first.</summary>
    public async Task AcceptAsync(string? connect = null)
    {
        _stream = (await _listener.AcceptTcpClientAsync(_patience.Token)).GetStream();
        var packet = await ReadAsync();
        Assert.Equal(0x10, packet[0]);
        if (connect is not null)
            AssertBytes(connect, packet);
    }

    /// <summary>The same behind TLS, with a certificate that nobody has signed.</summary>
    public async Task AcceptTlsAsync(X509Certificate2 certificate)
    {
        var secure = new SslStream((await _listener.AcceptTcpClientAsync(_patience.Token)).GetStream());
        _stream = secure;
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, _patience.Token);
        Assert.Equal(0x10, (await ReadAsync())[0]);
    }

    /// <summary>One whole packet, fixed header included.</summary>
    public async Task<byte[]> ReadAsync()
    {
        var header = new List<byte> { await ByteAsync() };
        var length = 0;
        for (var shift = 0; shift < 28; shift += 7)
        {
            header.Add(await ByteAsync());
            length |= (header[^1] & 0x7F) << shift;
            if (header[^1] < 0x80)
                break;
        }
        var body = new byte[length];
        await _stream.ReadExactlyAsync(body, _patience.Token);
        return [.. header, .. body];
    }

    public async Task ExpectAsync(string packet) => AssertBytes(packet, await ReadAsync());

    public async Task ExpectCloseAsync() => Assert.Equal(0, await _stream.ReadAsync(new byte[1], _patience.Token));

    /// <summary>Hexadecimal and 'text', as <see cref="Bytes"/> reads them.</summary>
    public async Task SendAsync(string packet) => await _stream.WriteAsync(Bytes(packet), _patience.Token);

    /// <summary>A QoS 0 PUBLISH of up to 16,383 bytes; its length is written in two digits, as a long one is.</summary>
    public Task PublishAsync(string topic, string body)
    {
        var length = 2 + topic.Length + body.Length;
        return SendAsync($"30 {length & 0x7F | 0x80:X2} {length >> 7:X2} 00 {topic.Length:X2} '{topic}' '{body}'");
    }

    public Task AcceptConnectionAsync() => SendAsync("20 02 00 00");

    public void Close() => _stream.Dispose();

    public ValueTask DisposeAsync()
    {
        _stream.Dispose();
        _listener.Dispose();
        _patience.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Bytes with whatever is printable in quotes: <c>30 0A 00 04 'lamp' 00</c> reads better than twelve numbers.</summary>
    public static string Show(ReadOnlySpan<byte> bytes)
    {
        var parts = new List<string>();
        foreach (var value in bytes)
            if (value is < 0x20 or >= 0x7F or (byte)'\'')
                parts.Add(value.ToString("X2", null));
            else if (parts.Count > 0 && parts[^1][0] == '\'')
                parts[^1] = parts[^1][..^1] + (char)value + '\'';
            else
                parts.Add($"'{(char)value}'");
        return string.Join(' ', parts);
    }

    /// <summary>The reverse of <see cref="Show"/>; text within quotes may hold spaces.</summary>
    public static byte[] Bytes(string text)
    {
        var bytes = new List<byte>();
        foreach (var (part, isText) in text.Split('\'').Select((part, index) => (part, index % 2 == 1)))
            bytes.AddRange(isText
                ? part.Select(letter => (byte)letter)
                : part.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => Convert.ToByte(pair, 16)));
        return [.. bytes];
    }

    // Both sides in the form for people, so that a failure shows where they part.
    static void AssertBytes(string expected, byte[] packet) => Assert.Equal(Show(Bytes(expected)), Show(packet));

    async Task<byte> ByteAsync()
    {
        var one = new byte[1];
        await _stream.ReadExactlyAsync(one, _patience.Token);
        return one[0];
    }
}
