using System.CommandLine;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Devices;

/// <summary><c>dukou device unfreeze</c>: lets a barred device connect again.</summary>
static class UnfreezeDevice
{
    public static Command Verb()
    {
        var device = DeviceVerb.Device();
        return ApiVerb.Create("verb.device.unfreeze", async call =>
        {
            var id = call.Parsed.GetRequiredValue(device);
            await call.Client.UnfreezeDeviceAsync(id, call.Token);
            call.Say(Phrase.Of("device.unfrozen", id), new { device_id = id });
            return 0;
        }, device);
    }
}
