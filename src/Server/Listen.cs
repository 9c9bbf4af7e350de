using System.Globalization;
using System.Net;

namespace Dukou.Server;

/// <summary>Where a listener binds: <c>host:port</c>, port 0 for a free one, or <c>off</c>.</summary>
public sealed record Listen(IPAddress Address, int Port)
{
    /// <summary>Null means off.</summary>
    public static bool TryParse(string text, out Listen? listen)
    {
        listen = null;
        if (text == "off")
            return true;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > 65535)
            return false;
        var host = text[..colon].Trim('[', ']');
        var address = host is "localhost" ? IPAddress.Loopback : IPAddress.TryParse(host, out var parsed) ? parsed : null;
        if (address is null)
            return false;
        listen = new Listen(address, port);
        return true;
    }

    public bool IsLoopback => IPAddress.IsLoopback(Address);

    public override string ToString() => new IPEndPoint(Address, Port).ToString();
}
