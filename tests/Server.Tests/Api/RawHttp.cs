using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Dukou.Server.Tests.Api;

/// <summary>One HTTP exchange over a bare socket: what is given goes out byte for byte.</summary>
static class RawHttp
{
    public static async Task<(int Status, string Headers, string Body)> SendAsync(Uri server, byte[] request)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(request, cancellationToken);
        var received = new StringBuilder();
        var buffer = new byte[4096];
        while (!Complete(received.ToString()))
        {
            var count = await stream.ReadAsync(buffer, cancellationToken);
            if (count == 0)
                break;
            received.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        var text = received.ToString();
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), text[..end], text[(end + 4)..]);
    }

    static bool Complete(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end >= 0 && (text.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase)
            ? text.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
            : Length(text[..end]) is { } length && Encoding.UTF8.GetByteCount(text[(end + 4)..]) >= length);
    }

    static int? Length(string headers) => headers.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } line
        ? int.Parse(line.AsSpan(15), CultureInfo.InvariantCulture)
        : null;
}
