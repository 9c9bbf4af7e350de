using System.Globalization;

namespace Dukou.Cli.Module;

/// <summary>
/// Our own QuecPython script for a device of the demo product, filled in for one device: connects, reports temperature and
/// humidity, answers <c>SET_LIGHT</c>. The text runs unmodified on a real module.
/// </summary>
static class DeviceScript
{
    const string Resource = "Module/DeviceScript.py.txt";

    // The line of the template that a device's connection takes the place of.
    const string Placeholder = "#CONNECTION#\n";

    /// <summary>With the connection as it stands: nothing is computed on the module. For keys whose hour is not compared.</summary>
    public static string Fill(ConnectionInfo connection) => Fill(connection.ToPython());

    /// <summary>With the device's secret: the module computes the password for the hour in which it connects.</summary>
    public static string Fill(string deviceId, string secret, string server, int port) => Fill(string.Create(CultureInfo.InvariantCulture, $"""
        import hmac
        from hashlib import sha256

        SERVER = {PythonLiteral.Bytes(server)}
        PORT = {port}
        DEVICE_ID = {PythonLiteral.Text(deviceId)}
        SECRET = {PythonLiteral.Text(secret)}

        # The key is the hour, the message is the secret. The 0 before the hour says: do not compare it with your clock,
        # which is what lets a module with local time, or with no time at all, connect.
        HOUR = "%04d%02d%02d%02d" % utime.localtime()[:4]
        CLIENT_ID = DEVICE_ID + "_0_0_" + HOUR
        USER = DEVICE_ID.encode()
        PASSWORD = hmac.new(HOUR.encode(), SECRET.encode(), digestmod=sha256).hexdigest()

        """).ReplaceLineEndings("\n"));

    static string Fill(string connection)
    {
        using var stream = typeof(DeviceScript).Assembly.GetManifestResourceStream(Resource)!; // Embedded by the project file.
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Replace(Placeholder, connection, StringComparison.Ordinal);
    }
}
