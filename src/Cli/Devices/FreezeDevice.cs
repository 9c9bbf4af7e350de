using System.CommandLine;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Devices;

/// <summary><c>dukou device freeze</c>: bars a device, and closes its connection.</summary>
static class FreezeDevice
{
    public static Command Verb()
    {
        var device = DeviceVerb.Device();
        return ApiVerb.Create("verb.device.freeze", async call =>
        {
            var id = call.Parsed.GetRequiredValue(device);
            await call.Client.FreezeDeviceAsync(id, call.Token);
            call.Say(Phrase.Of("device.frozen", id), new { device_id = id });
            return 0;
        }, device);
    }
}
