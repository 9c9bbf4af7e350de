using System.CommandLine;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Devices;

/// <summary><c>dukou device delete</c>: devices, with all that is kept about them.</summary>
static class DeleteDevice
{
    public static Command Verb()
    {
        var devices = new Argument<string[]>("DEVICE") { Description = Phrase.Of("argument.devices"), Arity = ArgumentArity.OneOrMore };
        return ApiVerb.Create("verb.device.delete", async call =>
        {
            var ids = call.Parsed.GetRequiredValue(devices);
            using var progress = new ProgressLine(call.Error, ids.Length);
            for (var i = 0; i < ids.Length; i++)
            {
                await call.Client.DeleteDeviceAsync(ids[i], call.Token);
                call.Say(Phrase.Of("device.deleted", ids[i]), new { device_id = ids[i] });
                progress.At(i + 1);
            }
            return 0;
        }, devices);
    }
}
