using System.CommandLine;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Devices;

/// <summary><c>dukou device show</c>: all about a device but its secret, which <c>device secret</c> shows.</summary>
static class ShowDevice
{
    public static Command Verb()
    {
        var device = DeviceVerb.Device();
        return ApiVerb.Create("verb.device.show", async call =>
        {
            var shown = await call.Client.ShowDeviceAsync(call.Parsed.GetRequiredValue(device), call.Token);
            call.Show(shown with { AuthInfo = shown.AuthInfo is null ? null : shown.AuthInfo with { Secret = null, SecondarySecret = null } });
            return 0;
        }, device);
    }
}
