using System.CommandLine;
using Dukou.ApplicationSdk.Models;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Devices;

/// <summary><c>dukou device secret</c>: shows the secret that a device connects with, or gives it another.</summary>
static class DeviceSecret
{
    public static Command Verb()
    {
        var device = DeviceVerb.Device();
        var reset = ApiVerb.Option<bool>("--reset", "option.secret.reset");
        var given = ApiVerb.Option<string?>("--set", "option.secret.set", "SECRET");
        return ApiVerb.Create("verb.device.secret", async call =>
        {
            var id = call.Parsed.GetRequiredValue(device);
            var secret = call.Parsed.GetValue(reset) || call.Parsed.GetValue(given) is not null
                ? (await call.Client.ResetDeviceSecretAsync(id, new ResetDeviceSecret { Secret = call.Parsed.GetValue(given) }, new ResetDeviceSecretQuery { ActionId = "resetSecret" }, call.Token)).Secret
                : (await call.Client.ShowDeviceAsync(id, call.Token)).AuthInfo?.Secret;
            if (secret is null)
                return Failure.Print(call.Error, [Phrase.Of("device.no-secret", id)]);
            call.Say(secret, new { device_id = id, secret });
            return 0;
        }, device, reset, given);
    }
}
